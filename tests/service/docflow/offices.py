"""Two offices with everyone a document meets, and short ways to a document in a given state."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from docflow.documents.files import StoredFile, store_file
from docflow.documents.models import Document
from docflow.intake.commands import RegisterIncoming
from docflow.intake.services import register_incoming
from docflow.routing import closing_services, draft_services, issue_services, services
from docflow.routing.commands import DirectCommand, DraftContent, Receiver, RecipientRef
from docflow.rules.states import FileRole
from mailsvc.directory import services as directory
from mailsvc.directory.actor import SYSTEM, Actor
from mailsvc.directory.models import Agency, Unit
from mailsvc.directory.roles import Role
from tests.factories import make_agency, make_member, make_unit

# Thứ hai, 16/11/2009, 9 giờ sáng ở Việt Nam.
NOW = datetime(2009, 11, 16, 2, 0, tzinfo=UTC)
REASON = "Gửi nhầm, đề nghị xem lại"


@dataclass(frozen=True)
class Office:
    """An agency with a unit of three, another unit, and those above."""

    agency: Agency
    unit: Unit
    other_unit: Unit
    clerk: Actor
    leader: Actor
    head: Actor
    officer: Actor
    colleague: Actor
    stranger: Actor
    other_head: Actor
    sysadmin: Actor

    @property
    def everyone(self) -> dict[str, Actor]:
        names = [
            "clerk",
            "leader",
            "head",
            "officer",
            "colleague",
            "stranger",
            "other_head",
            "sysadmin",
        ]
        return {name: getattr(self, name) for name in names}


def make_office(code: str = "STTTT", name: str = "Sở Thông tin và Truyền thông") -> Office:
    agency = make_agency(code, name)
    unit = make_unit(agency, "CNTT", "Phòng Công nghệ thông tin")
    other = make_unit(agency, "VP", "Văn phòng Sở")
    return Office(
        agency=agency,
        unit=unit,
        other_unit=other,
        clerk=_actor(agency, Role.CLERK, "Lò Thị Mai", title="Văn thư"),
        leader=_actor(agency, Role.LEADER, "Nguyễn Văn Bình", title="Giám đốc"),
        head=_actor(agency, Role.UNIT_HEAD, "Sùng A Páo", unit, title="Trưởng phòng"),
        officer=_actor(agency, Role.OFFICER, "Quàng Thị Hoa", unit),
        colleague=_actor(agency, Role.OFFICER, "Cà Văn Đôi", unit),
        stranger=_actor(agency, Role.OFFICER, "Vàng A Chứ", other),
        other_head=_actor(agency, Role.UNIT_HEAD, "Đặng Thị Én", other, title="Chánh Văn phòng"),
        sysadmin=_actor(agency, Role.SYSADMIN, "Phạm Quang Ước", title="Quản trị"),
    )


def paper(name: str = "Số liệu huyện.csv", content: bytes = b"Muong Nhe;12") -> StoredFile:
    """A file for the case, as a mail brings it."""
    return store_file(content, name=name, mime="text/csv", role=FileRole.PAPER)


def _actor(
    agency: Agency, role: Role, name: str, unit: Unit | None = None, title: str = "Chuyên viên"
) -> Actor:
    return make_member(agency, role, name=name, unit=unit, title=title).actor


def incoming_command(office: Office, number: str = "1842", **changes: Any) -> RegisterIncoming:
    values: dict[str, Any] = {
        "agency_pk": office.agency.pk,
        "doc_type": "cong_van",
        "issuer": "Văn phòng UBND tỉnh",
        "subject": "báo cáo tình hình ứng dụng CNTT quý IV năm 2009",
        "number": number,
        "notation": "UBND-CNTT",
        "issued_on": date(2009, 11, 12),
    }
    return RegisterIncoming(**(values | changes))


def make_incoming(office: Office, number: str = "1842", **changes: Any) -> Document:
    command = incoming_command(office, number, **changes)
    return register_incoming(office.clerk, command, now=NOW).document


def direct_command(office: Office, document: Document, **changes: Any) -> DirectCommand:
    values: dict[str, Any] = {
        "document_pk": document.pk,
        "text": "Phòng CNTT chủ trì, Văn phòng phối hợp, xong trước 30/11.",
        "lead": Receiver(unit_pk=office.unit.pk),
        "cooperating": (Receiver(unit_pk=office.other_unit.pk),),
    }
    return DirectCommand(**(values | changes))


_PRESENTED = ("presented", "directed", "in_progress", "reported", "completed", "filed")


def bring_incoming_to(office: Office, state: str, document: Document | None = None) -> Document:
    """An incoming document in this state, by the people whose steps they are."""
    document = document or make_incoming(office)
    pk = document.pk
    if state == "noted":
        services.note(office.leader, document_pk=pk, now=NOW)
    if state in _PRESENTED and document.state == "registered":
        services.present(office.clerk, document_pk=pk, now=NOW)
    if state in _PRESENTED[1:]:
        asked = direct_command(office, document, needs_approval=state == "reported")
        services.direct(office.leader, asked, now=NOW)
    if state in _PRESENTED[2:]:
        services.accept(office.officer, document_pk=pk, now=NOW)
    if state in _PRESENTED[3:]:
        services.complete(office.officer, document_pk=pk, result="Đã báo cáo.", now=NOW)
    if state == "filed":
        closing_services.file_away(office.officer, document_pk=pk, file_code="12/VP", now=NOW)
    if state == "recalled":
        closing_services.recall(office.clerk, document_pk=pk, reason=REASON, now=NOW)
    if state == "void":
        issue_services.void_number(office.leader, document_pk=pk, reason=REASON, now=NOW)
    document.refresh_from_db()
    return document


def draft_content(receiver: Agency | None = None, **changes: Any) -> DraftContent:
    to = (
        RecipientRef(agency_pk=receiver.pk)
        if receiver
        else RecipientRef(None, "ubnd@muongnhe.vn", "UBND huyện Mường Nhé")
    )
    values: dict[str, Any] = {
        "doc_type": "cong_van",
        "subject": "báo cáo số liệu thư điện tử năm 2009",
        "body": "Thực hiện văn bản của quý cơ quan.\nSở báo cáo như sau: đã cấp 1.110 hộp thư.",
        "recipients": (to,),
    }
    return DraftContent(**(values | changes))


def bring_outgoing_to(
    office: Office, state: str, receiver: Agency | None = None, **changes: Any
) -> Document:
    """An outgoing document in this state, by the people whose steps they are."""
    document = draft_services.create_draft(
        office.officer, draft_content(receiver, **changes), now=NOW
    )
    pk, path = document.pk, _PATHS[state]
    if path >= 1:
        draft_services.submit(office.officer, document_pk=pk, now=NOW)
    if state == "returned":
        draft_services.return_draft(office.head, document_pk=pk, reason=REASON, now=NOW)
    if path >= 2:
        draft_services.approve_content(office.head, document_pk=pk, now=NOW)
    if path >= 3:
        draft_services.approve(office.leader, document_pk=pk, now=NOW)
    if path >= 4:
        issue_services.assign_number(office.clerk, document_pk=pk, now=NOW)
    if path >= 5:
        issue_services.seal(office.clerk, document_pk=pk, now=NOW)
    if path >= 6:
        issue_services.issue(office.clerk, document_pk=pk, now=NOW)
    document.refresh_from_db()
    return document


def give_official_mailbox(office: Office) -> None:
    """From which the agency sends documents by mail."""
    mailbox = directory.create_mailbox(
        SYSTEM,
        address=f"{office.agency.code.lower()}@{office.agency.code.lower()}.dienbien.example",
        name=office.agency.name,
        agency=office.agency,
    )
    directory.set_official_mailbox(SYSTEM, agency=office.agency, mailbox=mailbox)


_PATHS = {
    "draft": 0,
    "content_review": 1,
    "returned": 1,
    "signing": 2,
    "approved": 3,
    "numbered": 4,
    "sealed": 5,
    "issued": 6,
}


def make_file(
    content: bytes = b"%PDF-1.4 noi dung",
    name: str = "Công văn 1842.pdf",
    role: FileRole = FileRole.MAIN,
) -> StoredFile:
    return store_file(content, name=name, mime="application/pdf", role=role)
