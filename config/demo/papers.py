"""Thirty documents in all their states, each step taken by the person whose it is."""

import json
from datetime import date, datetime, time, timedelta
from random import Random

from django.db import transaction

from config.demo.desks import open_desk
from config.demo.letters import Render, render_letter
from config.demo.people import SEED
from config.demo.province import DATA
from config.demo.stories import Plan, incoming_story, outgoing_story
from config.demo.timeline import Timeline, previous_working_day
from config.demo.topics import list_topics
from docflow.documents.models import Document
from docflow.routing.commands import DraftContent, RecipientRef
from docflow.rules.kinds import OFFICIAL_LETTER
from mailsvc.base.clock import VIETNAM
from mailsvc.directory.selectors import get_agency
from mailsvc.usage.bits import month_of
from mailsvc.usage.services import remove_months

_AGENCIES = ("STTTT", "STC")


def load_papers(today: date, *, render: Render = render_letter) -> int:
    """All or nothing; 0 when there is any document already."""
    if Document.objects.exists():
        return 0
    with transaction.atomic():
        starts = _play(today, render)
    # These steps are samples, not work: nobody becomes a user by them.
    remove_months({month_of(day) for day in (*starts, today)})
    return Document.objects.count()


def _play(today: date, render: Render) -> list[date]:
    """Run every story from its start; the days on which they begin."""
    random = Random(SEED + 3)  # noqa: S311  a reproducible sample, not a secret
    desks = {code: open_desk(code) for code in _AGENCIES}
    rows = json.loads((DATA / "papers.json").read_text(encoding="utf-8"))
    timeline = Timeline()
    days: list[date] = []
    for code, desk in desks.items():
        topics = [topic for topic in list_topics() if topic.issuer not in _AGENCIES]
        incoming = rows["incoming"][code]
        for topic, row in zip(random.sample(topics, len(incoming)), incoming, strict=True):
            plan = Plan(desk, row["goal"], _start(today, row["days"], random), random, render)
            days.append(plan.start.date())
            timeline.add(plan.start, incoming_story(plan, topic))
        for row in rows["outgoing"][code]:
            plan = Plan(desk, row["goal"], _start(today, row["days"], random), random, render)
            days.append(plan.start.date())
            content = DraftContent(
                doc_type=OFFICIAL_LETTER,
                subject=row["subject"],
                body=row["body"],
                recipients=tuple(RecipientRef(agency_pk=get_agency(to).pk) for to in row["to"]),
            )
            receiver = desks.get(row["to"][0])
            then = row.get("then", "")
            timeline.add(plan.start, outgoing_story(plan, content, receiver, then))
    timeline.run()
    return days


def _start(today: date, days_back: int, random: Random) -> datetime:
    # Never into the days to come: a register's date cannot go back afterwards.
    day = previous_working_day(today - timedelta(days=days_back))
    return datetime.combine(day, time(8, random.randint(0, 59)), VIETNAM)
