"""Some three hundred mails of two offices over six weeks: who wrote what to whom. Pure.

The same for the same day; the number is a mail's identity.
"""

from datetime import date
from random import Random

from config.demo.correspondents import Correspondent, Office, list_offices, list_senders
from config.demo.letters import Letter
from config.demo.pen import Mail, Pen, list_patterns
from config.demo.people import SEED, Worker
from config.demo.topics import Topic, list_topics

# How many of each an office sees.
_OFFICIAL, _TRAYS, _TASKS, _JOBS, _TALKS, _CROSS = 12, 12, 19, 19, 24, 17
_REQUESTS, _INVITES = 6, 4
_CLOSING = "Trong quá trình thực hiện, nếu có vướng mắc đề nghị phản ánh kịp thời để giải quyết"


def plan_mails(workers: list[Worker], domain: str, today: date) -> list[Mail]:
    """All of them; `today` is the day the weeks are counted back from."""
    pen = Pen(Random(SEED + 2), today)  # noqa: S311  a reproducible sample, not a secret
    first, second = list_offices(workers, domain)
    senders = list_senders(domain)
    for office, other in ((first, second), (second, first)):
        _write_official(pen, office, senders)
        _write_orders(pen, office)
        _write_talks(pen, office)
        _write_across(pen, office, other)
        _write_requests(pen, office)
    _write_notices(pen, first, second)
    return pen.mails


def _write_official(pen: Pen, office: Office, senders: dict[str, Correspondent]) -> None:
    """Letters of other agencies in the office's shared mailbox, each with its PDF."""
    (pattern,) = list_patterns("official")
    topics = [topic for topic in list_topics() if topic.issuer != office.agency.code]
    for topic in pen.random.sample(topics, _OFFICIAL):
        at = pen.moment()
        symbol = f"{pen.random.randint(35, 1980)}/{topic.issuer}-{topic.symbol}"
        ask = topic.ask.format(due=f"{pen.due(at):%d/%m/%Y}")
        words = {
            "symbol": symbol,
            "date": f"{at:%d/%m/%Y}",
            "about": topic.about,
            "facts": topic.facts,
            "ask": ask,
            "from_agency": topic.agency.name,
            "to_agency": office.agency.name,
        }
        pen.add(
            Mail(
                number=0,
                sender=senders[topic.issuer],
                to=(office.official,),
                subject=pattern["subject"].format(**words),
                text=pattern["text"].format(**words),
                sent_at=at,
                letter=_letter(topic, office, symbol, at.date(), ask),
                is_read=(pen.today - at.date()).days > 13,
            )
        )


def _letter(topic: Topic, office: Office, symbol: str, issued_on: date, ask: str) -> Letter:
    signer = office.signers[topic.issuer]
    return Letter(
        issuer=topic.agency.name,
        symbol=symbol,
        issued_on=issued_on,
        subject=topic.about,
        body=f"{topic.facts}\n{ask}\n{_CLOSING}",
        recipient=office.agency.name,
        place=topic.agency.place,
        signer_name=str(signer.name),
        signer_position=signer.title,
    )


def _write_orders(pen: Pen, office: Office) -> None:
    """Clerk to leader, leader to head, head to officer, and some answers."""
    for count, kind, sender, to in (
        (_TRAYS, "clerk_to_leader", office.clerk, office.leader),
        (_TASKS, "leader_to_head", office.leader, office.head),
        (_JOBS, "head_to_officer", office.head, office.officer),
    ):
        patterns = list_patterns(kind)
        for index in range(count):
            mail = pen.write(patterns[index % len(patterns)], sender, (to,))
            if pen.random.random() < 0.45:
                pen.reply(mail)


def _write_talks(pen: Pen, office: Office) -> None:
    """Colleagues among themselves."""
    patterns = list_patterns("peer")
    for index in range(_TALKS):
        one, other = pen.random.sample([office.officer, *office.colleagues], 2)
        mail = pen.write(patterns[index % len(patterns)], one, (other,))
        if pen.random.random() < 0.35:
            pen.reply(mail)


def _write_across(pen: Pen, office: Office, other: Office) -> None:
    """From one office to the other."""
    (pattern,) = list_patterns("cross")
    pairs = (
        (office.officer, other.officer),
        (office.head, other.head),
        (office.officer, other.head),
        (office.clerk, other.clerk),
    )
    for index in range(_CROSS):
        sender, to = pairs[index % len(pairs)]
        mail = pen.write(pattern, sender, (to,))
        if pen.random.random() < 0.3:
            pen.reply(mail)


def _write_requests(pen: Pen, office: Office) -> None:
    """To the administrator."""
    patterns = list_patterns("request")
    writers = (office.clerk, office.head, *office.colleagues)
    for index in range(_REQUESTS):
        mail = pen.write(patterns[index % len(patterns)], writers[index], (office.administrator,))
        if pen.random.random() < 0.5:
            pen.reply(mail)


def _write_notices(pen: Pen, first: Office, second: Office) -> None:
    """To many at once, with a table in HTML."""
    everybody = (*first.people, *second.people)
    for pattern in (*list_patterns("notice"), *list_patterns("bulletin") * 2):
        pen.write(pattern, first.administrator, everybody)
    (invitation,) = list_patterns("invite")
    for office in (first, second):
        for _ in range(_INVITES):
            pen.write(invitation, office.leader, office.people[2:])
