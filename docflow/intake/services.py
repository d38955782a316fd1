"""Admitting, registering and refusing what arrives."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction

from docflow.catalogue.checks import check_type
from docflow.dispatch.models import Dispatch
from docflow.dispatch.receipts import report
from docflow.documents.files import StoredFile
from docflow.documents.models import Document
from docflow.documents.services import journal_step, refresh_keys, write_beginning
from docflow.intake.access import lock_arrival, need_clerk
from docflow.intake.checks import check_command, refuse_duplicate, refuse_second_mail
from docflow.intake.commands import MailSource, RegisterIncoming
from docflow.intake.models import Arrival, ArrivalFile
from docflow.register.earlier import lock_granted, remark_of, spend
from docflow.register.holds import use_hold
from docflow.register.models import EarlierDay, NumberSeries, RegisterEntry
from docflow.register.services import find_series, take_number
from docflow.register.turns import turn
from docflow.rules.kinds import OFFICIAL_LETTER, find_type
from docflow.rules.levels import Urgency
from docflow.rules.numbers import make_uid
from docflow.rules.reasons import need_reason_line
from docflow.rules.states import Direction, FileRole, State, StatusCode
from docflow.texts import services as texts
from mailsvc.audit import services as audit
from mailsvc.base import clock
from mailsvc.base.errors import Conflict, Invalid
from mailsvc.base.text import clean_line
from mailsvc.directory.actor import SYSTEM, Actor
from mailsvc.directory.models import Agency
from mailsvc.live import groups
from mailsvc.live import services as live
from mailsvc.prepared.rows import insert
from mailsvc.usage import services as usage


@turn()
@transaction.atomic
def register_incoming(
    actor: Actor, command: RegisterIncoming, now: datetime | None = None
) -> RegisterEntry:
    """Give an incoming document its number. Every entrance ends here.

    All that needs no number is done first; then the series is locked, looked at for a twin that
    came in the meantime, and let go with the commit. Lock order: Arrival → Document (new) → Series
    → chain → Dispatch. Conflict "mail_registered", "duplicate" or "arrival_decided" spends no
    number.
    """
    need_clerk(actor, command.agency_pk)
    at = now or clock.now()
    today = clock.local_day(at)
    check_command(command, today=today)
    if command.hold_pk is not None and command.earlier_pk is not None:
        words = "Số giữ có ngày của nó: chọn số giữ, hoặc ghi lùi ngày, không cả hai."
        raise Invalid("hold_pk", words, {"hold_pk": words})
    earlier = _earlier_day(actor, command)
    on = earlier.day if earlier else today
    series = find_series(
        command.agency_pk, direction=Direction.IN, doc_type=command.doc_type, on=on
    )
    arrival = _waiting_arrival(actor, command)
    if arrival is None or arrival.doc_type != command.doc_type:
        # What came along may bear a type of the sender's own.
        kind = find_type(command.doc_type)
        check_type(kind, command.agency_pk, on=today, issued_on=command.issued_on)
    files = _all_files(command, arrival)
    sha256s = {file.sha256 for file in files if file.role == FileRole.MAIN}
    if arrival is not None:
        command = replace(command, doc_uid=arrival.doc_uid)
    texts.refuse_secret_scans(file.sha256 for file in files)
    refuse_duplicate(command, sha256s)
    document = _new_document(series.register.agency, command, at)
    remark = remark_of(earlier) if earlier else ""
    said = "\n".join(line for line in (document.duplicate_reason, remark) if line)
    write_beginning(actor, document, files, action="register", text=said, now=at)
    if arrival is not None:
        _close(arrival, Arrival.State.REGISTERED, at, document=document)
    if command.hold_pk is not None:
        entry = use_hold(actor, hold_pk=command.hold_pk, document=document, now=at)
        # Against a twin of the same moment, as those who take the next number wait for each other.
        NumberSeries.objects.select_for_update().get(pk=entry.series_id)
    else:
        entry = take_number(actor, series, document, on=on, now=at, remark=remark)
    if earlier is not None:
        spend(earlier, entry)
    refuse_duplicate(command, sha256s, but=document)
    facts = {"number": entry.number, "series": series.pk, "files": len(files)}
    journal_step(actor, document, action="register", facts=facts, now=at)
    if arrival is not None:
        # ND30 art. 21(2)c: the sender is told the same day.
        _report(actor, arrival, StatusCode.REGISTERED, at)
    return entry


@transaction.atomic
def refuse_arrival(
    actor: Actor, *, arrival_pk: int, reason: str, now: datetime | None = None
) -> Arrival:
    """Send it back with a reason the sender reads (ND30 art. 21(2)b); no number is used."""
    at = now or clock.now()
    arrival = lock_arrival(actor, arrival_pk)
    _need_waiting(arrival)
    arrival.reason = need_reason_line(reason)
    _close(arrival, Arrival.State.REFUSED, at)
    audit.record(
        actor,
        chain=arrival.agency.code,
        action="arrival.refuse",
        object_type="arrival",
        object_pk=arrival.pk,
        facts={"dispatch": arrival.dispatch_id, "reason": arrival.reason},
    )
    live.publish(groups.agency(arrival.agency_id), {"kind": "arrival", "pk": arrival.pk})
    usage.record(actor, usage.UsageKind.PROCESS, at=at)
    _report(actor, arrival, StatusCode.REFUSED, at, text=arrival.reason)
    return arrival


def admit(
    actor: Actor, dispatch: Dispatch, files: Iterable[StoredFile], *, now: datetime
) -> Arrival:
    """Lay a local dispatch into the receiver's intake, in the sender's transaction; reports 01."""
    document = dispatch.document
    if dispatch.agency_id is None or document.issued_on is None:
        raise AssertionError("a local dispatch names an agency, an issued document has its date")
    arrival = Arrival.objects.create(
        agency_id=dispatch.agency_id,
        dispatch=dispatch,
        sender_agency_id=document.agency_id,
        issuer=document.issuer,
        doc_type=document.doc_type,
        number=document.number,
        notation=document.notation,
        issued_on=document.issued_on,
        subject=document.subject,
        urgency=document.urgency,
        signer_name=document.signer_name,
        signer_position=document.signer_position,
        doc_uid=make_uid(document.agency.code, document.issued_on, document.symbol),
        arrived_at=now,
    )
    ArrivalFile.objects.bulk_create(
        ArrivalFile(
            arrival=arrival,
            role=file.role,
            name=file.name,
            mime=file.mime,
            size_bytes=file.size_bytes,
            sha256=file.sha256,
        )
        for file in files
    )
    report(actor, dispatch.pk, StatusCode.ARRIVED, now=now)
    live.publish(groups.agency(arrival.agency_id), {"kind": "arrival", "pk": arrival.pk})
    return arrival


@transaction.atomic
def admit_scan(
    agency: Agency, parts: Sequence[StoredFile], *, key: str, now: datetime
) -> list[Arrival]:
    """Lay the documents of one scanned file into the agency's intake, all or none.

    `key` is the sha256 of the whole file: what has arrived by it does not arrive again.
    """
    if has_scan(agency, key):
        return []
    arrivals = [_scanned(agency, part, key, number, now) for number, part in enumerate(parts, 1)]
    audit.record(
        SYSTEM,
        chain=agency.code,
        action="arrival.scan",
        object_type="arrival",
        object_pk=arrivals[0].pk if arrivals else 0,
        facts={"scan": key, "documents": len(arrivals)},
    )
    live.publish(groups.agency(agency.pk), {"kind": "arrival", "pk": agency.pk})
    return arrivals


def has_scan(agency: Agency, key: str) -> bool:
    """Whether that scanned file has arrived before."""
    return Arrival.objects.filter(agency=agency, scan_key=key).exists()


def _scanned(agency: Agency, part: StoredFile, key: str, number: int, now: datetime) -> Arrival:
    texts.expect([(part.sha256, part.mime)])
    arrival = Arrival.objects.create(
        agency=agency,
        channel=Arrival.Channel.SCAN,
        scan_key=key,
        scan_part=number,
        doc_type=OFFICIAL_LETTER,
        subject=f"Bản quét {part.name}"[:500],
        urgency=Urgency.NORMAL,
        arrived_at=now,
    )
    ArrivalFile.objects.create(
        arrival=arrival,
        role=part.role,
        name=part.name,
        mime=part.mime,
        size_bytes=part.size_bytes,
        sha256=part.sha256,
    )
    return arrival


def release_arrival(document: Document) -> None:
    """Put the arrival of a struck entry back to waiting; the caller holds the document's lock."""
    Arrival.objects.filter(document=document).update(
        state=Arrival.State.WAITING, document=None, decided_at=None
    )


def _earlier_day(actor: Actor, command: RegisterIncoming) -> EarlierDay | None:
    if command.earlier_pk is None:
        return None
    return lock_granted(
        actor, command.earlier_pk, agency_pk=command.agency_pk, direction=Direction.IN
    )


def _waiting_arrival(actor: Actor, command: RegisterIncoming) -> Arrival | None:
    if command.arrival_pk is None:
        return None
    arrival = lock_arrival(actor, command.arrival_pk)
    if arrival.agency_id != command.agency_pk:
        raise Invalid("arrival", "Văn bản này gửi cho cơ quan khác.")
    _need_waiting(arrival)
    return arrival


def _need_waiting(arrival: Arrival) -> None:
    if arrival.state == Arrival.State.WAITING:
        return
    entry = RegisterEntry.objects.filter(
        document__arrival=arrival, state=RegisterEntry.State.ACTIVE
    ).first()
    how = f"đã vào sổ số {entry.number}" if entry else "đã bị từ chối tiếp nhận"
    raise Conflict("arrival_decided", f"Văn bản này {how}.", document_pk=arrival.document_id)


def _all_files(command: RegisterIncoming, arrival: Arrival | None) -> list[StoredFile]:
    """What came along stays first; what the clerk added follows."""
    came = [] if arrival is None else list(arrival.files.all())
    stored = [StoredFile(FileRole(f.role), f.name, f.mime, f.size_bytes, f.sha256) for f in came]
    return stored + list(command.files)


def _new_document(agency: Agency, command: RegisterIncoming, at: datetime) -> Document:
    document = Document(
        agency=agency,
        direction=Direction.IN,
        state=State.REGISTERED,
        doc_type=command.doc_type,
        number=clean_line(command.number),
        notation=clean_line(command.notation),
        issued_on=command.issued_on,
        issuer=clean_line(command.issuer),
        subject=clean_line(command.subject),
        urgency=command.urgency,
        signer_name=clean_line(command.signer_name),
        signer_position=clean_line(command.signer_position),
        note=clean_line(command.note),
        circulation=command.circulation,
        field=command.field,
        due_on=command.due_on,
        received_at=at,
        created_at=at,
        state_at=at,
        source_mailbox_id=command.mail.mailbox_pk if command.mail else None,
        source_message_id=command.mail.message_id if command.mail else "",
        duplicate_reason=clean_line(command.duplicate_reason)[:500],
        doc_uid=clean_line(command.doc_uid)[:200],
    )
    refresh_keys(document)
    _insert(document, command.mail)
    return document


def _insert(document: Document, mail: MailSource | None) -> None:
    """Save a new row; for a mail its unique key holds against a clerk of the same moment."""
    if mail is None:
        insert(document)
        return
    refuse_second_mail(document.agency_id, mail)
    try:
        with transaction.atomic():
            insert(document)
    except IntegrityError:
        refuse_second_mail(document.agency_id, mail)
        raise


def _report(
    actor: Actor, arrival: Arrival, code: StatusCode, at: datetime, *, text: str = ""
) -> None:
    """Tell the sender; nobody sent a scan."""
    if arrival.dispatch_id is not None:
        report(actor, arrival.dispatch_id, code, text=text, now=at)


def _close(
    arrival: Arrival, state: Arrival.State, at: datetime, *, document: Document | None = None
) -> None:
    arrival.state = state
    arrival.decided_at = at
    arrival.document = document
    arrival.save(update_fields=["state", "decided_at", "document", "reason"])
