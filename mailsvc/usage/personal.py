"""What is kept of one person: for himself, and for who has a written reason, which he then sees.

Managers see counts and never a person; these are the only doors to a person's row.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from mailsvc.audit.services import record
from mailsvc.base import clock
from mailsvc.base.errors import Forbidden, Invalid, NotFound
from mailsvc.base.text import clean_line
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Person, Post
from mailsvc.usage import judging, rules
from mailsvc.usage.access import require_keeper
from mailsvc.usage.bits import bits_of, days_of, first_day, next_first_day
from mailsvc.usage.models import Availability, Look, NoticeSeen, PersonMonth
from mailsvc.usage.publication import CHAIN
from mailsvc.usage.reference import get_headline, terms_of

NOTICE_VERSION = 1


@dataclass(frozen=True)
class OwnMonth:
    """A person's days of a month, class by class, and what is missing to be regular."""

    ym: int
    definition: str
    available: int
    counted: tuple[date, ...]
    read: tuple[date, ...]
    sent: tuple[date, ...]
    processed: tuple[date, ...]
    delegated: tuple[date, ...]
    active_days: int
    needed_days: int
    weeks: int
    needed_weeks: int
    outgoing_days: int
    needed_outgoing_days: int
    is_eligible: bool
    is_regular: bool


def has_seen_notice(actor: Actor) -> bool:
    """True once the person was told, by the text of now, what is measured."""
    if actor.account_pk is None:
        return True
    seen = NoticeSeen.objects.filter(account_id=actor.account_pk, version=NOTICE_VERSION)
    return seen.exists()


@transaction.atomic
def note_notice_seen(actor: Actor) -> None:
    """Remember that the person was told; once is enough."""
    if actor.account_pk is None:
        return
    NoticeSeen.objects.get_or_create(
        account_id=actor.account_pk, version=NOTICE_VERSION, defaults={"seen_at": clock.now()}
    )


def get_own_month(actor: Actor, ym: int) -> OwnMonth:
    """The actor's own month; NotFound for an account without a person."""
    if actor.person_pk is None:
        raise NotFound("usage_person", "Tài khoản này không gắn với người nào nên không được tính.")
    return _month(actor.person_pk, ym)


def list_own_months(actor: Actor) -> list[int]:
    """Months of which anything is kept of the actor, newest first."""
    if actor.person_pk is None:
        return []
    rows = PersonMonth.objects.filter(person_id=actor.person_pk)
    return list(rows.order_by("-ym").values_list("ym", flat=True))


def list_looks(actor: Actor) -> list[Look]:
    """Who opened what is kept of the actor, and why; newest first."""
    if actor.person_pk is None:
        return []
    return list(Look.objects.filter(person_id=actor.person_pk))


@transaction.atomic
def look_at_person(actor: Actor, *, payroll_number: str, ym: int, reason: str) -> OwnMonth:
    """One person's month, to clear up a doubt about the data.

    For who keeps the figures, with a reason; written to the journal and shown to the person.
    Forbidden, NotFound, Invalid without a reason.
    """
    require_keeper(actor)
    if actor.is_system:
        raise Forbidden("usage_look", "Chỉ người, không phải hệ thống, mở số liệu của người khác.")
    reason = clean_line(reason)
    if not reason:
        raise Invalid("usage_reason", "Cần ghi lý do xem.", {"reason": "Cần ghi lý do xem."})
    person = Person.objects.filter(payroll_number=clean_line(payroll_number)).first()
    if person is None:
        raise NotFound("usage_person", "Không có người mang số hiệu này.")
    look = Look.objects.create(
        person=person, by=actor.address, reason=reason[:300], looked_at=clock.now()
    )
    record(
        actor,
        chain=CHAIN,
        action="look_at_person",
        object_type="Look",
        object_pk=look.pk,
        facts={"person": person.payroll_number, "reason": look.reason},
    )
    return _month(person.pk, ym)


def _month(person_pk: int, ym: int) -> OwnMonth:
    definition = get_headline(ym)
    terms = terms_of(definition)
    calendar = judging.Calendar.of(ym)
    row = PersonMonth.objects.filter(person_id=person_pk, ym=ym).first()
    bits = rules.MonthBits()
    if row is not None:
        bits = rules.MonthBits(
            row.read_days, row.write_days, row.process_days, row.delegated_days, row.slight_days
        )
    available = _available(person_pk, calendar)
    days = available.bit_count()
    active = bits.qualifying & available
    weeks_available = sum((week & available).bit_count() >= 2 for week in calendar.weeks)
    return OwnMonth(
        ym=ym,
        definition=definition.code,
        available=days,
        counted=_days(available, ym),
        read=_days(bits.read, ym),
        sent=_days(bits.write | bits.slight, ym),
        processed=_days(bits.process, ym),
        delegated=_days(bits.delegated, ym),
        active_days=active.bit_count(),
        needed_days=-(-days * terms.share_over // terms.share_under),
        weeks=sum(bool(week & active) for week in calendar.weeks),
        needed_weeks=min(terms.min_weeks, weeks_available),
        outgoing_days=(rules.outgoing(terms, bits) & available).bit_count(),
        needed_outgoing_days=terms.min_outgoing_days,
        is_eligible=rules.is_eligible(terms, available),
        is_regular=rules.is_regular(terms, bits, available, calendar.weeks),
    )


def _available(person_pk: int, calendar: judging.Calendar) -> int:
    """The person's days as the roll-up has them: his main posts less leave and outages."""
    absent = Availability.objects.filter(person_id=person_pk, ym=calendar.ym).first()
    available = 0
    for post in _posts(person_pk, calendar.ym):
        facts = post.agency.usage_facts.filter(ym=calendar.ym).first()
        days = [
            day
            for day in days_of(calendar.ym)
            if post.valid_from <= day and (post.valid_to is None or day < post.valid_to)
        ]
        held = bits_of(days)
        available |= held & calendar.working & ~(facts.cut_off_days if facts else 0)
    return available & ~(absent.absent_days if absent else 0)


def _posts(person_pk: int, ym: int) -> list[Post]:
    posts = Post.objects.filter(
        person_id=person_pk, is_main=True, valid_from__lt=next_first_day(ym)
    )
    return list(posts.exclude(valid_to__lte=first_day(ym)).select_related("agency"))


def _days(bits: int, ym: int) -> tuple[date, ...]:
    return tuple(day for day in days_of(ym) if bits >> (day.day - 1) & 1)
