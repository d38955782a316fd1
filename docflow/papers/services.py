"""Writing down what is on paper: each line once, in the journal too."""

from datetime import date, datetime

from django.db import transaction

from docflow.documents.models import Document
from docflow.papers.access import lock_copy_use, lock_secret, need_clerk
from docflow.papers.models import CopyUse, Posting, SecretPaper, SecretSeries
from docflow.papers.selectors import find_kept_document
from docflow.rules.levels import Secrecy, refuse_state_secret
from docflow.rules.reasons import need_line, need_reason_line
from docflow.rules.states import Direction
from mailsvc.audit import services as audit
from mailsvc.base import clock
from mailsvc.base.errors import Conflict, Forbidden, Invalid
from mailsvc.base.text import clean_line
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Agency
from mailsvc.directory.roles import Role
from mailsvc.directory.selectors import list_posts

PLACE_MAX, NOTE_MAX, ENVELOPES_MAX = 200, 200, 999


@transaction.atomic
def post_document(
    actor: Actor,
    *,
    agency_pk: int,
    symbol: str,
    posted_on: date,
    to_place: str,
    envelopes: int,
    note: str = "",
    now: datetime | None = None,
) -> Posting:
    """One line of the register of posts (ND30 Annex IV). Invalid names the field that is wrong."""
    writer, at = need_clerk(actor, agency_pk), now or clock.now()
    document = _document(actor, agency_pk, symbol)
    if document.issued_on is not None and posted_on < document.issued_on:
        raise _invalid("posted_on", f"Văn bản ban hành ngày {document.issued_on:%d/%m/%Y}.")
    _check_past("posted_on", posted_on, at)
    if not 0 < envelopes <= ENVELOPES_MAX:
        raise _invalid("envelopes", f"Số bì từ 1 đến {ENVELOPES_MAX}.")
    line = Posting.objects.create(
        agency_id=agency_pk,
        document=document,
        posted_on=posted_on,
        to_place=need_line(to_place, field="to_place", missing="Hãy ghi nơi nhận.", most=PLACE_MAX),
        envelopes=envelopes,
        note=clean_line(note)[:NOTE_MAX],
        written_by_id=writer,
        written_at=at,
    )
    facts: dict[str, audit.JSON] = {"document": document.pk, "to": line.to_place}
    _journal(actor, line.agency, "posting.write", "posting", line.pk, facts)
    return line


@transaction.atomic
def lend_copy(
    actor: Actor,
    *,
    agency_pk: int,
    symbol: str,
    user_pk: int,
    allowed_by_pk: int,
    used_on: date,
    note: str = "",
    now: datetime | None = None,
) -> CopyUse:
    """Somebody uses a kept copy, by the leave of a leader (ND30 Annex IV).

    Locks the document: its copy is with one person at a time. Invalid names the field.
    """
    writer, at = need_clerk(actor, agency_pk), now or clock.now()
    document = _document(actor, agency_pk, symbol)
    _check_past("used_on", used_on, at)
    _need_member(agency_pk, user_pk, "user_pk")
    _need_member(agency_pk, allowed_by_pk, "allowed_by_pk", Role.LEADER)
    Document.objects.select_for_update().get(pk=document.pk)
    if CopyUse.objects.filter(document=document, returned_on=None).exists():
        raise _invalid("symbol", "Bản lưu của văn bản này đang có người dùng, chưa trả.")
    line = CopyUse.objects.create(
        agency_id=agency_pk,
        document=document,
        user_id=user_pk,
        allowed_by_id=allowed_by_pk,
        used_on=used_on,
        note=clean_line(note)[:NOTE_MAX],
        written_by_id=writer,
        written_at=at,
    )
    facts: dict[str, audit.JSON] = {"document": document.pk, "user": user_pk}
    _journal(actor, line.agency, "copy.lend", "copy_use", line.pk, facts)
    return line


@transaction.atomic
def take_back_copy(actor: Actor, *, pk: int, now: datetime | None = None) -> CopyUse:
    """It was given back today."""
    line = lock_copy_use(actor, pk)
    need_clerk(actor, line.agency_id)
    if line.returned_on is not None:
        raise Conflict("copy_use", f"Đã trả ngày {line.returned_on:%d/%m/%Y}.")
    line.returned_on = clock.local_day(now or clock.now())
    line.save(update_fields=["returned_on"])
    facts: dict[str, audit.JSON] = {"document": line.document_id}
    _journal(actor, line.agency, "copy.take_back", "copy_use", line.pk, facts)
    return line


@transaction.atomic
def enter_secret(
    actor: Actor,
    *,
    agency_pk: int,
    direction: str,
    level: str,
    holder_pk: int,
    issuer: str = "",
    now: datetime | None = None,
) -> SecretPaper:
    """Number a state secret that stays on paper: no subject, no symbol, no file.

    Law 29/2018/QH14 art. 5: nothing of what it says may be on a connected computer. Locks the
    series.
    """
    writer, at = need_clerk(actor, agency_pk), now or clock.now()
    if direction not in Direction.values:
        raise _invalid("direction", "Hãy chọn sổ đến hoặc sổ đi.")
    if level not in Secrecy.values or level == Secrecy.NONE:
        raise _invalid("level", "Hãy chọn độ mật ghi trên văn bản.")
    _need_member(agency_pk, holder_pk, "holder_pk")
    agency = Agency.objects.get(pk=agency_pk)
    from_whom = agency.name if direction == Direction.OUT else issuer
    refuse_state_secret(text=from_whom)
    named = need_line(
        from_whom, field="issuer", missing="Hãy ghi cơ quan ban hành.", most=PLACE_MAX
    )
    series = _lock_series(agency_pk, direction, clock.local_day(at).year)
    series.last_number += 1
    series.save(update_fields=["last_number"])
    line = SecretPaper.objects.create(
        series=series,
        number=series.last_number,
        entered_on=clock.local_day(at),
        level=level,
        issuer=named,
        holder_id=holder_pk,
        entered_by_id=writer,
        entered_at=at,
    )
    facts: dict[str, audit.JSON] = {"number": line.number, "level": level, "direction": direction}
    _journal(actor, agency, "secret_paper.enter", "secret_paper", line.pk, facts)
    return line


@transaction.atomic
def void_secret(actor: Actor, *, pk: int, reason: str) -> SecretPaper:
    """The leader strikes a line; its number stays and is never given again."""
    line = lock_secret(actor, pk)
    if not actor.has_role(Role.LEADER, agency_pk=line.series.agency_id):
        raise Forbidden("leader", "Chỉ lãnh đạo cơ quan hủy dòng của sổ này.")
    if line.void_reason:
        raise Conflict("secret_paper", "Dòng này đã hủy.")
    refuse_state_secret(text=reason)
    line.void_reason, line.voided_by_id = need_reason_line(reason), actor.person_pk
    line.save(update_fields=["void_reason", "voided_by"])
    facts: dict[str, audit.JSON] = {"number": line.number}
    _journal(actor, line.series.agency, "secret_paper.void", "secret_paper", line.pk, facts)
    return line


def _lock_series(agency_pk: int, direction: str, year: int) -> SecretSeries:
    series, _new = SecretSeries.objects.get_or_create(
        agency_id=agency_pk, direction=direction, year=year
    )
    return SecretSeries.objects.select_for_update().get(pk=series.pk)


def _document(actor: Actor, agency_pk: int, symbol: str) -> Document:
    found = find_kept_document(actor, agency_pk=agency_pk, symbol=symbol)
    if found is None:
        raise _invalid("symbol", "Không có văn bản đi mang số, ký hiệu này trong sổ.")
    return found


def _need_member(agency_pk: int, person_pk: int, field: str, role: Role | None = None) -> None:
    posts = list_posts(agency_pk).filter(person_id=person_pk)
    if role is not None:
        posts = posts.filter(role=role)
    if not posts.exists():
        raise _invalid(field, "Hãy chọn một người trong cơ quan.")


def _check_past(field: str, day: date, at: datetime) -> None:
    if day > clock.local_day(at):
        raise _invalid(field, "Ngày này chưa tới.")


def _journal(
    actor: Actor,
    agency: Agency,
    action: str,
    object_type: str,
    pk: int,
    facts: dict[str, audit.JSON],
) -> None:
    audit.record(
        actor,
        chain=agency.code,
        action=action,
        object_type=object_type,
        object_pk=pk,
        facts=facts,
    )


def _invalid(field: str, words: str) -> Invalid:
    return Invalid(field, words, {field: words})
