"""Leave, outages and declared headcounts: dated facts, told to usage as day bits of months."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction

from mailsvc.audit.services import JSON, record
from mailsvc.base import clock
from mailsvc.base.errors import Invalid, NotFound
from mailsvc.base.text import clean_line
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Agency, Person
from mailsvc.payroll.models import Declaration, Leave, Outage
from mailsvc.usage import services as usage
from mailsvc.usage.access import require_keeper
from mailsvc.usage.bits import bit_of, month_of

CHAIN = "payroll"
_LONGEST = timedelta(days=400)


@transaction.atomic
def enter_leave(
    actor: Actor,
    *,
    person: Person,
    begins_on: date,
    ends_on: date,
    reason: Leave.Reason,
    document: str,
) -> Leave:
    """Days that do not count against somebody, by a paper with a number; Forbidden, Invalid."""
    require_keeper(actor)
    _check_period(begins_on, ends_on)
    leave = Leave.objects.create(
        person=person,
        begins_on=begins_on,
        ends_on=ends_on,
        reason=reason,
        document=_named(document, "document", "Cần ghi số, ngày của giấy nghỉ."),
        entered_by=actor.address,
        entered_at=clock.now(),
    )
    _tell_leave(person.pk, leave)
    facts: dict[str, JSON] = {"person": person.payroll_number, "reason": str(reason)}
    _record(actor, "enter_leave", leave, facts)
    return leave


@transaction.atomic
def remove_leave(actor: Actor, *, pk: int) -> None:
    """Take leave back, as entered by mistake; NotFound, Forbidden."""
    require_keeper(actor)
    leave = Leave.objects.select_for_update().select_related("person").filter(pk=pk).first()
    if leave is None:
        raise NotFound("leave", "Không có dòng nghỉ này.")
    facts: dict[str, JSON] = {"person": leave.person.payroll_number, "reason": leave.reason}
    _record(actor, "remove_leave", leave, facts)
    leave.delete()
    _tell_leave(leave.person_id, leave)


@transaction.atomic
def enter_outage(
    actor: Actor, *, agency: Agency, begins_on: date, ends_on: date, source: str
) -> Outage:
    """Days on which an agency had no line; they count against nobody there."""
    require_keeper(actor)
    _check_period(begins_on, ends_on)
    outage = Outage.objects.create(
        agency=agency,
        begins_on=begins_on,
        ends_on=ends_on,
        source=_named(source, "source", "Cần ghi nguồn xác nhận mất đường truyền."),
        entered_by=actor.address,
        entered_at=clock.now(),
    )
    _tell_outage(agency.pk, outage)
    _record(actor, "enter_outage", outage, {"agency": agency.code})
    return outage


@transaction.atomic
def remove_outage(actor: Actor, *, pk: int) -> None:
    """Take an outage back; NotFound, Forbidden."""
    require_keeper(actor)
    outage = Outage.objects.select_for_update().select_related("agency").filter(pk=pk).first()
    if outage is None:
        raise NotFound("outage", "Không có dòng mất đường truyền này.")
    _record(actor, "remove_outage", outage, {"agency": outage.agency.code})
    outage.delete()
    _tell_outage(outage.agency_id, outage)


@transaction.atomic
def declare(
    actor: Actor, *, agency: Agency, ym: int, count: int, declared_by: str, declared_on: date
) -> Declaration:
    """The headcount an agency signs for; the larger of it and the payroll is what counts."""
    require_keeper(actor)
    if not 0 < count < 1_000_000:
        raise Invalid("headcount", "Số người phải từ 1.", {"count": "Số người phải từ 1."})
    declaration, _ = Declaration.objects.update_or_create(
        agency=agency,
        ym=ym,
        defaults={
            "count": count,
            "declared_by": _named(declared_by, "declared_by", "Cần ghi tên người ký."),
            "declared_on": declared_on,
            "entered_by": actor.address,
        },
    )
    usage.set_declared(ym, agency.pk, count)
    _record(actor, "declare", declaration, {"agency": agency.code, "month": ym, "count": count})
    return declaration


@transaction.atomic
def withdraw_declaration(actor: Actor, *, pk: int) -> None:
    """Take a declared headcount back, as entered by mistake; NotFound, Forbidden."""
    require_keeper(actor)
    found = Declaration.objects.select_for_update().select_related("agency").filter(pk=pk).first()
    if found is None:
        raise NotFound("declaration", "Không có số kê khai này.")
    facts: dict[str, JSON] = {"agency": found.agency.code, "month": found.ym, "count": found.count}
    _record(actor, "withdraw_declaration", found, facts)
    found.delete()
    usage.set_declared(found.ym, found.agency_id, None)


def months_of(facts: Iterable[Leave | Outage]) -> dict[int, int]:
    """The days of all these as bits by month."""
    bits: dict[int, int] = {}
    for fact in facts:
        for n in range((fact.ends_on - fact.begins_on).days + 1):
            day = fact.begins_on + timedelta(days=n)
            bits[month_of(day)] = bits.get(month_of(day), 0) | bit_of(day)
    return bits


def _tell_leave(person_pk: int, changed: Leave) -> None:
    """The months the change touches, as all of the person's leave together makes them."""
    bits = months_of(Leave.objects.filter(person_id=person_pk))
    for ym in months_of([changed]):
        usage.set_absent_days(ym, {person_pk: bits.get(ym, 0)})


def _tell_outage(agency_pk: int, changed: Outage) -> None:
    bits = months_of(Outage.objects.filter(agency_id=agency_pk))
    for ym in months_of([changed]):
        usage.set_cut_off_days(ym, agency_pk, bits.get(ym, 0))


def _check_period(begins_on: date, ends_on: date) -> None:
    if not timedelta() <= ends_on - begins_on <= _LONGEST:
        text = "Ngày cuối phải sau ngày đầu, không quá 400 ngày."
        raise Invalid("period", text, {"ends_on": text})


def _named(value: str, field: str, text: str) -> str:
    cleaned = clean_line(value)[:120]
    if not cleaned:
        raise Invalid("payroll", text, {field: text})
    return cleaned


def _record(
    actor: Actor, action: str, row: Leave | Outage | Declaration, facts: dict[str, JSON]
) -> None:
    record(
        actor,
        chain=CHAIN,
        action=action,
        object_type=type(row).__name__,
        object_pk=row.pk,
        facts={**facts, "row": str(row)},
    )
