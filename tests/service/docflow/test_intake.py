"""From a mail or another agency's dispatch to a line in the register, once."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from docflow.dispatch.selectors import list_dispatches
from docflow.documents.files import read_content
from docflow.documents.render import render_document
from docflow.documents.selectors import list_files
from docflow.intake.commands import RegisterIncoming
from docflow.intake.prefill import MailPrefill, prefill_from_mail, store_mail_files
from docflow.intake.selectors import count_arrivals, find_by_mail, list_arrivals
from docflow.intake.services import refuse_arrival, register_incoming
from docflow.register.models import NumberSeries
from mailsvc.base.errors import Conflict, Forbidden, Invalid
from mailsvc.message.compose import OutgoingFile, OutgoingMessage, compose
from mailsvc.message.view import Address
from tests.factories import make_member
from tests.service.docflow.offices import (
    NOW,
    REASON,
    Office,
    bring_outgoing_to,
    incoming_command,
    make_file,
    make_incoming,
)

XLSX = b"PK\x03\x04 so lieu"


def _pdf(office: Office) -> bytes:
    return render_document(bring_outgoing_to(office, "numbered"))


def _mail(
    *files: OutgoingFile, subject: str = "Fwd: V/v báo cáo số liệu", text: str = "Kính gửi."
) -> bytes:
    return compose(
        OutgoingMessage(
            from_=Address("Văn thư Sở Tài chính", "vanthu@stc.dienbien.example"),
            to=(Address("", "vanthu@stttt.dienbien.example"),),
            subject=subject,
            text=text,
            date=datetime(2009, 11, 16, 1, 0, tzinfo=UTC),
            message_id="<bao-cao-1@stc.dienbien.example>",
            files=files,
        )
    )


def _prefill(office: Office, content: bytes) -> MailPrefill:
    mailbox_pk = office.agency.mailboxes.order_by("pk")[0].pk
    return prefill_from_mail(office.clerk, mailbox_pk=mailbox_pk, content=content)


def _command(prefill: MailPrefill, content: bytes) -> RegisterIncoming:
    fields = prefill.fields
    main = next((a.index for a in prefill.attachments if a.is_suggested_main), None)
    return RegisterIncoming(
        agency_pk=prefill.agency_pk,
        doc_type=fields.doc_type,
        number=fields.number,
        notation=fields.notation,
        issued_on=fields.issued_on,
        issuer=fields.issuer,
        subject=fields.subject,
        urgency=fields.urgency,
        mail=prefill.source,
        files=store_mail_files(
            content, main_index=main, indexes=[a.index for a in prefill.attachments]
        ),
    )


def test_mail_with_a_pdf_fills_the_form(office: Office, finance: Office) -> None:
    pdf = _pdf(finance)
    content = _mail(OutgoingFile("so lieu.xlsx", XLSX), OutgoingFile("Công văn.pdf", pdf))
    prefill = _prefill(office, content)
    fields = prefill.fields
    assert (fields.symbol, fields.doc_type) == ("01/STC-CNTT", "cong_van")
    assert (fields.issuer, fields.issued_on) == ("Sở Tài chính", date(2009, 11, 16))
    assert fields.subject == "báo cáo số liệu thư điện tử năm 2009"
    assert [(a.name, a.is_suggested_main) for a in prefill.attachments] == [
        ("so lieu.xlsx", False),
        ("Công văn.pdf", True),
    ]


def test_registered_mail_keeps_its_files_byte_for_byte(office: Office, finance: Office) -> None:
    pdf = _pdf(finance)
    content = _mail(OutgoingFile("so lieu.xlsx", XLSX), OutgoingFile("Công văn.pdf", pdf))
    entry = register_incoming(office.clerk, _command(_prefill(office, content), content), now=NOW)
    kept = {f.role: read_content(f.sha256) for f in list_files(entry.document)}
    assert kept == {"main": pdf, "annex": XLSX, "source": content}


def test_second_click_names_the_number_and_spends_none(office: Office) -> None:
    content = _mail(OutgoingFile("a.pdf", b"%PDF-1.4 hong"))
    prefill = _prefill(office, content)
    first = register_incoming(office.clerk, _command(prefill, content), now=NOW)
    assert find_by_mail(office.clerk, prefill.source) == first
    again = replace(_command(prefill, content), duplicate_reason="vẫn muốn vào sổ lại")
    with pytest.raises(Conflict, match="số 1 ngày 16/11/2009") as refused:
        register_incoming(office.clerk, again, now=NOW)
    assert refused.value.facts["document_pk"] == first.document_id
    assert NumberSeries.objects.get().last_number == 1


def test_same_mail_may_be_registered_by_another_agency(office: Office, finance: Office) -> None:
    content = _mail()
    for where in (office, finance):
        assert (
            register_incoming(
                where.clerk, _command(_prefill(where, content), content), now=NOW
            ).number
            == 1
        )


def test_mail_without_files_or_message_id_still_fills_the_form(office: Office) -> None:
    prefill = _prefill(office, b"From: Lo <lo@x.vn>\r\nSubject: Moi hop\r\n\r\nNoi dung")
    assert prefill.source.message_id.startswith("sha256:")
    assert (prefill.fields.subject, prefill.fields.issuer) == ("Moi hop", "Lo")
    assert prefill.attachments == ()


@pytest.mark.parametrize(
    "content", [b"", b"\x00\xff" * 50, b"Content-Type: multipart/mixed\r\n\r\n--"]
)
def test_broken_mail_gives_an_empty_form_not_an_error(office: Office, content: bytes) -> None:
    assert _prefill(office, content).fields.doc_type == "cong_van"


@pytest.mark.parametrize(
    "pdf", [b"%PDF-1.7", b"%PDF-1.7\n1 0 obj <</Length 99999999999>>", b"%PDF-" + b"<<" * 5000]
)
def test_broken_pdf_is_a_file_without_text(office: Office, pdf: bytes) -> None:
    prefill = _prefill(office, _mail(OutgoingFile("hong.pdf", pdf), subject="Giấy mời họp"))
    assert prefill.fields.subject == "Giấy mời họp"


@pytest.mark.parametrize("name", ["leader", "head", "officer", "sysadmin"])
def test_only_a_clerk_turns_mails_into_documents(office: Office, name: str) -> None:
    with pytest.raises(Forbidden):
        prefill_from_mail(office.everyone[name], mailbox_pk=1, content=_mail())


def test_state_secret_is_refused_on_every_entrance(office: Office, finance: Office) -> None:
    with pytest.raises(Forbidden):
        make_incoming(office, secrecy="mat")
    with pytest.raises(Forbidden):
        _prefill(office, _mail(text="Sở Nội vụ\nTUYỆT MẬT\nnội dung"))
    stamped = _stamped_pdf(finance)
    with pytest.raises(Forbidden):
        make_file(stamped)
    with pytest.raises(Forbidden):
        _prefill(office, _mail(OutgoingFile("a.pdf", stamped)))
    with pytest.raises(Forbidden):
        store_mail_files(_mail(OutgoingFile("a.pdf", stamped)), main_index=0, indexes=[0])


def _stamped_pdf(office: Office) -> bytes:
    document = bring_outgoing_to(office, "draft")
    document.body = "TỐI MẬT\nnội dung"
    return render_document(document)


def test_twin_is_shown_before_a_number_is_spent(office: Office) -> None:
    first = make_incoming(office)
    twin = incoming_command(office, issuer="Văn Phòng UBND Tỉnh", notation="ubnd-cntt")
    with pytest.raises(Conflict, match="số đến 1 ngày 16/11/2009") as refused:
        register_incoming(office.clerk, twin, now=NOW)
    assert refused.value.code == "duplicate"
    assert refused.value.facts["document_pk"] == first.pk
    with pytest.raises(Conflict):
        register_incoming(office.clerk, replace(twin, duplicate_reason="gửi lại"), now=NOW)
    forced = replace(twin, duplicate_reason="bản giấy đến sau bản điện tử")
    assert register_incoming(office.clerk, forced, now=NOW).number == 2


def test_same_file_is_a_twin_whatever_its_number(office: Office) -> None:
    make_incoming(office, files=(make_file(),))
    other = incoming_command(office, "99", files=(make_file(name="ten khac.pdf"),))
    with pytest.raises(Conflict):
        register_incoming(office.clerk, other, now=NOW)


def test_same_package_is_a_twin_whatever_the_clerk_wrote(office: Office, finance: Office) -> None:
    bring_outgoing_to(office, "issued", finance.agency)
    arrival = list_arrivals(finance.clerk).rows[0]
    make_incoming(finance, doc_uid=arrival.doc_uid)
    again = incoming_command(finance, "7", arrival_pk=arrival.pk)
    with pytest.raises(Conflict, match="mã định danh"):
        register_incoming(finance.clerk, again, now=NOW)
    assert NumberSeries.objects.get(register__agency=finance.agency).last_number == 1


def test_same_number_of_another_year_or_issuer_is_no_twin(office: Office) -> None:
    make_incoming(office)
    make_incoming(office, issued_on=date(2008, 11, 12))
    make_incoming(office, issuer="Sở Nội vụ")
    make_incoming(office, notation="UBND-VX")
    assert NumberSeries.objects.get().last_number == 4


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"subject": "  "}, "subject"),
        ({"subject": "x" * 501}, "subject"),
        ({"issuer": ""}, "issuer"),
        ({"notation": "X" * 31}, "notation"),
        ({"urgency": "rat_gap"}, "urgency"),
        ({"issued_on": date(2009, 11, 17)}, "issued_on"),
        ({"due_on": date(2009, 11, 13)}, "due_on"),
        ({"doc_type": "khong_co"}, "doc_type"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_bad_field_is_named(office: Office, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        make_incoming(office, **changes)
    assert list(refused.value.fields) == [field]


def test_arrival_is_registered_once(office: Office, finance: Office) -> None:
    bring_outgoing_to(office, "issued", finance.agency)
    arrival = list_arrivals(finance.clerk).rows[0]
    command = incoming_command(finance, arrival_pk=arrival.pk)
    register_incoming(finance.clerk, command, now=NOW)
    assert count_arrivals(finance.clerk) == 0
    with pytest.raises(Conflict, match="đã vào sổ số 1"):
        register_incoming(finance.clerk, command, now=NOW)
    with pytest.raises(Conflict):
        refuse_arrival(finance.clerk, arrival_pk=arrival.pk, reason=REASON, now=NOW)


def test_refused_arrival_tells_the_sender_why_and_uses_no_number(
    office: Office, finance: Office
) -> None:
    sent = bring_outgoing_to(office, "issued", finance.agency)
    arrival = list_arrivals(finance.clerk).rows[0]
    with pytest.raises(Invalid):
        refuse_arrival(finance.clerk, arrival_pk=arrival.pk, reason="sai", now=NOW)
    refuse_arrival(finance.clerk, arrival_pk=arrival.pk, reason=REASON, now=NOW)
    dispatch = list_dispatches(sent)[0]
    assert (dispatch.state, dispatch.reason) == ("refused", REASON)
    assert [(e.code, e.by_name) for e in dispatch.events.all()] == [
        ("01", "Lò Thị Mai"),
        ("02", "Lò Thị Mai"),
    ]
    assert not NumberSeries.objects.filter(register__agency=finance.agency).exists()
    with pytest.raises(Conflict):
        register_incoming(finance.clerk, incoming_command(finance, arrival_pk=arrival.pk), now=NOW)


def test_clerk_of_two_agencies_registers_an_arrival_only_where_it_came(
    office: Office, finance: Office
) -> None:
    from mailsvc.directory import services as directory
    from mailsvc.directory.actor import SYSTEM
    from mailsvc.directory.roles import Role
    from mailsvc.directory.selectors import get_actor
    from tests.factories import SINCE

    member = make_member(office.agency, Role.CLERK, name="Hà Thị Nọi")
    directory.create_post(
        SYSTEM,
        person=member.person,
        agency=finance.agency,
        unit=None,
        title="Văn thư kiêm nhiệm",
        role=Role.CLERK,
        valid_from=SINCE,
        is_main=False,
    )
    bring_outgoing_to(office, "issued", finance.agency)
    actor = get_actor(member.account)
    arrival = list_arrivals(actor).rows[0]
    with pytest.raises(Invalid):
        register_incoming(actor, incoming_command(office, arrival_pk=arrival.pk), now=NOW)
