"""Lists an agency adds to: dated, its own, kept by the documents that bear them."""

from datetime import date, timedelta
from typing import Any

import pytest

from docflow.catalogue.models import OwnItem
from docflow.catalogue.selectors import drafted_types, incoming_types, list_items
from docflow.catalogue.services import add_item, end_item, withdraw_item
from docflow.intake.services import register_incoming
from docflow.routing import draft_services
from docflow.rules.circulation import list_circulations, list_usual_fields
from docflow.rules.kinds import find_type, list_former_types
from docflow.rules.levels import LEVELS, URGENCY_STAMP, Secrecy, Urgency
from docflow.rules.own import ListKind, find_own
from mailsvc.audit.models import AuditEvent
from mailsvc.base.errors import Conflict, Forbidden, Invalid, NotFound
from mailsvc.directory.actor import SYSTEM
from tests.service.docflow.offices import (
    NOW,
    Office,
    bring_outgoing_to,
    draft_content,
    incoming_command,
    make_incoming,
)

pytestmark = pytest.mark.django_db

TODAY = date(2009, 11, 16)
FIRST = date(2009, 1, 1)


def _add(office: Office, kind: str = "type", **changes: Any) -> OwnItem:
    values: dict[str, Any] = {"name": "Phiếu yêu cầu kỹ thuật", "abbr": "PYC", "valid_from": FIRST}
    return add_item(
        office.clerk, agency_pk=office.agency.pk, kind=kind, now=NOW, **(values | changes)
    )


def test_own_type_is_offered_numbered_and_named(office: Office, finance: Office) -> None:
    item = _add(office)
    assert (item.code, "Phiếu yêu cầu kỹ thuật") in drafted_types(office.agency.pk, on=TODAY)
    assert item.code in dict(incoming_types(office.agency.pk, on=TODAY))
    assert item.code not in dict(drafted_types(finance.agency.pk, on=TODAY))
    document = bring_outgoing_to(office, "issued", finance.agency, doc_type=item.code)
    assert document.symbol == "01/PYC-STTTT"
    assert document.type_name == "Phiếu yêu cầu kỹ thuật"
    # The receiver may register it under the name it came with, though its own list has none.
    arrival = document.dispatches.get().arrival
    command = incoming_command(finance, arrival_pk=arrival.pk, doc_type=item.code)
    assert register_incoming(finance.clerk, command, now=NOW).document.type_name == item.name


def test_type_of_another_agency_is_refused(office: Office, finance: Office) -> None:
    item = _add(finance)
    with pytest.raises(Invalid, match="danh mục của cơ quan"):
        make_incoming(office, doc_type=item.code)
    with pytest.raises(Invalid, match="danh mục của cơ quan"):
        draft_services.create_draft(
            office.officer, draft_content(finance.agency, doc_type=item.code), now=NOW
        )
    for code in ("rieng-999999", "rieng-", "rieng-٣", "rieng-1e3", "rieng-" + "9" * 30):
        with pytest.raises(Invalid):
            make_incoming(office, doc_type=code)


def test_ended_type_is_offered_no_more_and_old_documents_keep_it(
    office: Office, finance: Office
) -> None:
    item = _add(office)
    old = bring_outgoing_to(office, "numbered", finance.agency, doc_type=item.code)
    end_item(office.leader, item_pk=item.pk, valid_to=TODAY)
    assert item.code in dict(drafted_types(office.agency.pk, on=TODAY))  # the last day counts
    tomorrow = TODAY + timedelta(days=1)
    assert item.code not in dict(drafted_types(office.agency.pk, on=tomorrow))
    content = draft_content(finance.agency, doc_type=item.code)
    with pytest.raises(Invalid):
        draft_services.create_draft(office.officer, content, now=NOW + timedelta(days=1))
    old.refresh_from_db()
    assert old.type_name == "Phiếu yêu cầu kỹ thuật"
    # The name is free again for a new one with another abbreviation.
    again = add_item(
        office.clerk,
        agency_pk=office.agency.pk,
        kind="type",
        name=item.name,
        abbr="YCKT",
        valid_from=tomorrow,
        now=NOW,
    )
    assert find_type(old.doc_type).abbr == "PYC"
    assert find_type(again.code).abbr == "YCKT"
    with pytest.raises(Invalid, match="đã có"):
        end_item(office.clerk, item_pk=item.pk, valid_to=None)
    with pytest.raises(Invalid):
        end_item(office.clerk, item_pk=item.pk, valid_to=date(2008, 1, 1))


def test_only_what_nobody_used_is_taken_back(office: Office, finance: Office) -> None:
    used, unused = _add(office), _add(office, name="Giấy hẹn", abbr="GH")
    make_incoming(office, doc_type=used.code)
    with pytest.raises(Conflict, match="đã có văn bản dùng"):
        withdraw_item(office.clerk, item_pk=used.pk)
    withdraw_item(office.clerk, item_pk=unused.pk)
    assert [item.pk for item in list_items(office.agency.pk)] == [used.pk]
    assert unused.code not in dict(drafted_types(office.agency.pk, on=TODAY))
    with pytest.raises(NotFound):
        withdraw_item(office.clerk, item_pk=unused.pk)
    assert _add(office, name="Giấy hẹn", abbr="GH").pk != unused.pk


def test_only_the_agency_s_own_keepers_change_its_lists(office: Office, finance: Office) -> None:
    item = _add(office)
    for actor in (office.officer, office.head, finance.clerk, finance.sysadmin, SYSTEM):
        with pytest.raises(Forbidden):
            add_item(actor, agency_pk=office.agency.pk, kind="type", name="x", abbr="X")
        with pytest.raises(Forbidden):
            end_item(actor, item_pk=item.pk, valid_to=None)
        with pytest.raises(Forbidden):
            withdraw_item(actor, item_pk=item.pk)
    for actor in (office.leader, office.sysadmin):
        end_item(actor, item_pk=item.pk, valid_to=None)
    acts = AuditEvent.objects.filter(object_type="catalogue").values_list("action", flat=True)
    assert list(acts) == ["catalogue.add", "catalogue.end", "catalogue.end"]


@pytest.mark.parametrize(
    ("kind", "changes", "field"),
    [
        ("type", {"name": " \r\n\x00"}, "name"),
        ("type", {"name": "n" * 101}, "name"),
        ("type", {"name": "quyết ĐỊNH"}, "name"),  # the decree's
        ("type", {"name": "Nghị định"}, "name"),  # a legal one
        ("type", {"abbr": ""}, "abbr"),
        ("type", {"abbr": "QĐ"}, "abbr"),
        ("type", {"abbr": "A/B"}, "abbr"),
        ("type", {"abbr": "A-B"}, "abbr"),
        ("type", {"abbr": "<b>"}, "abbr"),
        ("type", {"abbr": "ABCDEFGHIJK"}, "abbr"),
        ("field", {"abbr": ""}, "abbr"),
        ("circulation", {"name": "Lưu hành nội bộ"}, "name"),
        ("độ khẩn", {}, "kind"),
    ],
)
def test_bad_entry_is_refused(
    office: Office, kind: str, changes: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        _add(office, kind, **changes)
    assert list(refused.value.fields) == [field]
    assert not OwnItem.objects.exists()


def test_one_name_and_one_abbreviation_in_a_list(office: Office) -> None:
    _add(office)
    with pytest.raises(Invalid):
        _add(office, name="PHIẾU YÊU CẦU KỸ THUẬT", abbr="KT2")
    with pytest.raises(Invalid):
        _add(office, name="Phiếu yêu cầu", abbr="PYC")
    assert _add(office, "field", name="Phiếu yêu cầu kỹ thuật", abbr="PYC").kind == "field"


def test_field_stands_in_the_notation_and_circulation_on_the_paper(
    office: Office, finance: Office
) -> None:
    field = _add(office, "field", name="Văn xã", abbr="VX")
    mark = _add(office, "circulation", name="Không sao chụp", abbr="")
    document = bring_outgoing_to(
        office, "numbered", finance.agency, field=field.code, circulation=mark.code
    )
    assert document.symbol == "01/STTTT-VX"
    assert (document.field_name, document.circulation_name) == ("Văn xã", "KHÔNG SAO CHỤP")
    plain = bring_outgoing_to(office, "numbered", finance.agency, circulation="luu_hanh_noi_bo")
    assert (plain.symbol, plain.circulation_name) == ("02/STTTT-CNTT", "LƯU HÀNH NỘI BỘ")
    for changes in ({"field": mark.code}, {"circulation": "bí mật"}, {"field": "van_xa"}):
        with pytest.raises(Invalid):
            make_incoming(office, **changes)
    assert make_incoming(office, circulation="xem_xong_tra_lai").circulation_name


def test_change_of_a_mark_after_approval_goes_back(office: Office, finance: Office) -> None:
    document = bring_outgoing_to(office, "approved", finance.agency)
    content = draft_content(finance.agency, circulation="luu_hanh_noi_bo")
    draft_services.save_draft(office.officer, content, document_pk=document.pk, now=NOW)
    document.refresh_from_db()
    assert document.state != "approved"


def test_type_of_before_2020_is_for_old_documents_only(office: Office) -> None:
    later = NOW.replace(year=2026)
    command = incoming_command(office, doc_type="ban_cam_ket", issued_on=date(2020, 3, 4))
    assert register_incoming(office.clerk, command, now=later).document.type_name == "Bản cam kết"
    new = incoming_command(office, "2", doc_type="ban_cam_ket", issued_on=date(2020, 3, 5))
    with pytest.raises(Invalid, match="04/03/2020"):
        register_incoming(office.clerk, new, now=later)
    with pytest.raises(Invalid, match="04/03/2020"):
        draft_services.create_draft(office.officer, draft_content(doc_type="ban_cam_ket"), now=NOW)
    assert len(list_former_types()) == 3


def test_levels_of_the_data_file_are_those_of_the_code() -> None:
    assert [row["code"] for row in LEVELS["urgency"]] == Urgency.values
    assert [row["name"] for row in LEVELS["urgency"]] == Urgency.labels
    assert [row["code"] for row in LEVELS["secrecy"]] == Secrecy.values
    assert [row["name"] for row in LEVELS["secrecy"]] == Secrecy.labels
    assert set(URGENCY_STAMP.values()) == {"KHẨN", "THƯỢNG KHẨN", "HỎA TỐC"}
    assert len(list_circulations()) == 3
    assert ("Văn xã", "VX") in list_usual_fields()


def test_code_means_its_own_list_only(office: Office) -> None:
    item = _add(office)
    assert find_own(item.code, ListKind.TYPE) is not None
    assert find_own(item.code, ListKind.FIELD) is None
    assert find_own("cong_van", ListKind.TYPE) is None
