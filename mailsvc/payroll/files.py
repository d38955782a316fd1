"""Payroll files: read and previewed, applied whole, undone whole.

A file lists everybody on the payroll of a month in the agencies it names. Applying it hires who is
new, moves who is paid elsewhere now, and ends the posts of those of the same agencies whom it no
longer names. Every step is kept, so that the latest file can be taken back.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import ProtectedError

from mailsvc.audit.services import record
from mailsvc.base import clock
from mailsvc.base.errors import Conflict, Invalid, NotFound
from mailsvc.base.text import clean_line, nfc
from mailsvc.directory import posts
from mailsvc.directory import services as directory
from mailsvc.directory.actor import SYSTEM, Actor
from mailsvc.directory.models import Agency, Person, Post, StaffClass
from mailsvc.directory.roles import Role
from mailsvc.payroll.models import PayrollFile, PayrollStep
from mailsvc.payroll.reading import Line, read_payroll
from mailsvc.payroll.services import CHAIN
from mailsvc.usage import services as usage
from mailsvc.usage.access import require_keeper
from mailsvc.usage.bits import first_day, month_of, next_first_day
from mailsvc.usage.models import DirtyPeriod

_MANY_LEAVERS_ONE_IN = 10


@dataclass(frozen=True)
class Leaver:
    """Somebody the file no longer names."""

    post: Post
    on: date


@dataclass(frozen=True)
class Done:
    """What an applied file did; it can be taken back while it is the latest."""

    made: int
    ended: int
    is_latest: bool


@dataclass(frozen=True)
class Plan:
    """What applying the file would do now; `warnings` do not stop it, errors of the file do."""

    hires: tuple[Line, ...]
    moves: tuple[tuple[Post, Line], ...]
    leavers: tuple[Leaver, ...]
    unchanged: int
    agencies: tuple[Agency, ...]
    warnings: tuple[str, ...]


@transaction.atomic
def read_file(actor: Actor, *, ym: int, name: str, content: bytes) -> PayrollFile:
    """Take a file in and say what is wrong in it, line by line; nothing else changes.

    Forbidden to those who do not keep the figures; Invalid or TooLarge for what is no such table.
    """
    require_keeper(actor)
    codes = frozenset(Agency.objects.values_list("code", flat=True))
    reading = read_payroll(content, ym=ym, agencies=codes)
    return PayrollFile.objects.create(
        ym=ym,
        name=clean_line(name)[:160],
        sha256=hashlib.sha256(content).hexdigest(),
        lines=[line.to_json() for line in reading.lines],
        errors=dict(reading.errors),
        read_by=actor.address,
        read_at=clock.now(),
    )


def preview(actor: Actor, *, pk: int) -> Plan:
    """What applying the file would do; NotFound, Forbidden."""
    require_keeper(actor)
    return _plan(_get(pk))


@transaction.atomic
def apply_file(actor: Actor, *, pk: int) -> PayrollFile:
    """Do what the preview says. Conflict when it was applied, or has wrong or no lines."""
    require_keeper(actor)
    file = _get(pk, locked=True)
    if file.state != PayrollFile.State.READ:
        raise Conflict("payroll_state", "Tệp này đã nạp rồi.")
    if file.errors or not file.lines:
        raise Conflict("payroll_errors", f"Tệp còn {len(file.errors)} dòng sai, chưa nạp được.")
    plan = _plan(file)
    for leaver in plan.leavers:
        _end(file, leaver.post, leaver.on)
    for post, line in plan.moves:
        _end(file, post, line.begins_on)
        _make(file, post.person, line, role=Role(post.role))
    for line in plan.hires:
        _make(file, _person(line), line)
    file.state, file.applied_at = PayrollFile.State.APPLIED, clock.now()
    file.save(update_fields=["state", "applied_at"])
    _tell(file, plan.agencies, is_there=True)
    _record(actor, "apply_payroll", file)
    return file


@transaction.atomic
def undo_file(actor: Actor, *, pk: int) -> PayrollFile:
    """Take back everything the latest applied file did.

    Conflict when it is not the latest, or somebody it hired has worked in the system already.
    """
    require_keeper(actor)
    file = _get(pk, locked=True)
    if file != _find_latest():
        raise Conflict("payroll_undo", "Chỉ hoàn tác được tệp nạp sau cùng.")
    agencies = tuple(_agencies(file))
    for step in file.steps.select_related("made__person", "ended").order_by("-pk"):
        if step.ended is not None:
            posts.set_end(SYSTEM, post=step.ended, valid_to=step.ended_before)
        if step.made is not None:
            _remove(step.made)
    file.steps.all().delete()
    file.state = PayrollFile.State.UNDONE
    file.save(update_fields=["state"])
    others = PayrollFile.objects.filter(ym=file.ym, state=PayrollFile.State.APPLIED)
    kept = {agency.pk for other in others for agency in _agencies(other)}
    _tell(file, tuple(one for one in agencies if one.pk not in kept), is_there=False)
    _record(actor, "undo_payroll", file)
    return file


def get_file(actor: Actor, *, pk: int) -> PayrollFile:
    """A file with its lines and errors; NotFound, Forbidden."""
    require_keeper(actor)
    return _get(pk)


def summarize(actor: Actor, *, pk: int) -> Done:
    """What the applied file did; NotFound, Forbidden."""
    require_keeper(actor)
    file = _get(pk)
    return Done(
        made=file.steps.filter(made__isnull=False).count(),
        ended=file.steps.filter(ended__isnull=False).count(),
        is_latest=file == _find_latest(),
    )


def list_files(actor: Actor) -> list[PayrollFile]:
    """Every file that was handed in, newest first."""
    require_keeper(actor)
    return list(PayrollFile.objects.defer("lines"))


def _plan(file: PayrollFile) -> Plan:
    lines = [Line.from_json(kept) for kept in file.lines]
    agencies = {agency.code: agency for agency in _agencies(file)}
    held = _main_posts(file.ym, [line.payroll_number for line in lines], agencies)
    hires, moves, unchanged = [], [], 0
    warnings: list[str] = []
    for line in lines:
        post = held.pop(line.payroll_number, None)
        if post is None:
            hires.append(line)
            continue
        if nfc(post.person.full_name).casefold() != nfc(line.name).casefold():
            warnings.append(f"{line.payroll_number}: tên trong hệ thống là {post.person.full_name}")
        if _is_same(post, line, agencies):
            unchanged += 1
        else:
            moves.append((post, line))
    codes = {agency.pk for agency in agencies.values()}
    gone = [post for post in held.values() if post.agency_id in codes]
    leavers = tuple(Leaver(post, max(first_day(file.ym), _next(post.valid_from))) for post in gone)
    warnings += _many_leavers(gone, held, unchanged, agencies, lines)
    return Plan(
        tuple(hires),
        tuple(moves),
        leavers,
        unchanged,
        tuple(agencies.values()),
        tuple(warnings),
    )


def _main_posts(ym: int, numbers: list[str], agencies: dict[str, Agency]) -> dict[str, Post]:
    """By payroll number: the main post held at the month's end, of those named or paid there."""
    last = next_first_day(ym) - timedelta(days=1)
    rows = Post.objects.filter(is_main=True, valid_from__lte=last).exclude(valid_to__lte=last)
    wanted = set(numbers)
    there = {agency.pk for agency in agencies.values()}
    return {
        post.person.payroll_number: post
        for post in rows.select_related("person").iterator(chunk_size=2000)
        if post.agency_id in there or post.person.payroll_number in wanted
    }


def _is_same(post: Post, line: Line, agencies: dict[str, Agency]) -> bool:
    return (
        post.agency_id == agencies[line.agency].pk
        and post.staff_class == line.staff_class
        and (line.ends_on is None or post.valid_to == _next(line.ends_on))
    )


def _many_leavers(
    gone: list[Post],
    held: dict[str, Post],
    unchanged: int,
    agencies: dict[str, Agency],
    lines: list[Line],
) -> list[str]:
    """An agency that loses a tenth of its people at once is named, before anybody confirms it."""
    found = []
    for agency in agencies.values():
        leaving = sum(post.agency_id == agency.pk for post in gone)
        named = sum(line.agency == agency.code for line in lines)
        if leaving * _MANY_LEAVERS_ONE_IN > named + leaving:
            found.append(f"{agency.name}: {leaving} người không còn trong tệp")
    return found


def _person(line: Line) -> Person:
    """Who has the number already comes back under it; a new one is made."""
    known = Person.objects.filter(payroll_number=line.payroll_number).first()
    if known is not None:
        return known
    family, *middle, given = line.name.split()
    return directory.create_person(
        SYSTEM,
        payroll_number=line.payroll_number,
        family_name=family,
        middle_name=" ".join(middle),
        given_name=given,
    )


def _make(file: PayrollFile, person: Person, line: Line, *, role: Role = Role.OFFICER) -> None:
    post = directory.create_post(
        SYSTEM,
        person=person,
        agency=Agency.objects.get(code=line.agency),
        unit=None,
        title=line.title,
        role=role,
        valid_from=line.begins_on,
        valid_to=_next(line.ends_on) if line.ends_on else None,
        staff_class=StaffClass(line.staff_class),
    )
    PayrollStep.objects.create(file=file, made=post)


def _end(file: PayrollFile, post: Post, on: date) -> None:
    if on <= post.valid_from:
        text = f"{post.person}: ngày thôi việc trước ngày bắt đầu ({post.valid_from:%d/%m/%Y})."
        raise Invalid("payroll_period", text)
    PayrollStep.objects.create(file=file, ended=post, ended_before=post.valid_to)
    posts.set_end(SYSTEM, post=post, valid_to=on)


def _remove(post: Post) -> None:
    try:
        posts.remove_post(SYSTEM, post=post)
    except ProtectedError:
        text = f"{post.person} đã làm việc trong hệ thống: không hoàn tác được."
        raise Conflict("payroll_used", text) from None


def _tell(file: PayrollFile, agencies: tuple[Agency, ...], *, is_there: bool) -> None:
    usage.set_payroll(file.ym, [agency.pk for agency in agencies], is_there=is_there)
    begins = [date.fromisoformat(line["begins_on"]) for line in file.lines]
    earliest = min([first_day(file.ym), *(day for day in begins)])
    months = [ym for ym in usage.list_filled() if ym >= max(month_of(earliest), file.ym - 100)]
    usage.mark_dirty(months, DirtyPeriod.Reason.PAYROLL)


def _agencies(file: PayrollFile) -> list[Agency]:
    codes = {line["agency"] for line in file.lines}
    return list(Agency.objects.filter(code__in=codes).order_by("code"))


def _get(pk: int, *, locked: bool = False) -> PayrollFile:
    files = PayrollFile.objects.select_for_update() if locked else PayrollFile.objects.all()
    found = files.filter(pk=pk).first()
    if found is None:
        raise NotFound("payroll_file", "Không có tệp biên chế này.")
    return found


def _find_latest() -> PayrollFile | None:
    applied = PayrollFile.objects.filter(state=PayrollFile.State.APPLIED)
    return applied.order_by("applied_at", "pk").last()


def _next(day: date) -> date:
    return day + timedelta(days=1)


def _record(actor: Actor, action: str, file: PayrollFile) -> None:
    record(
        actor,
        chain=CHAIN,
        action=action,
        object_type="PayrollFile",
        object_pk=file.pk,
        facts={"month": file.ym, "sha256": file.sha256, "people": len(file.lines)},
    )
