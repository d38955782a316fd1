"""Signatures: whose, by whom, in what form."""

import pytest

from mailsvc.audit.models import AuditEvent
from mailsvc.base.errors import Forbidden, Invalid, NotFound
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.models import MailboxGrant
from mailsvc.directory.roles import Role
from mailsvc.directory.services import create_mailbox, grant_mailbox
from mailsvc.stationery.models import AgencyBlock, Signature
from mailsvc.stationery.selectors import read_block, read_own_signature, sign_for
from mailsvc.stationery.services import LINES_MAX, set_block, set_signature
from tests.factories import SINCE, make_agency, make_member, make_unit


@pytest.fixture
def office(db):
    return make_agency()


@pytest.fixture
def hoa(office):
    return make_member(office, unit=make_unit(office), local="hoa")


@pytest.fixture
def clerk(office):
    return make_member(office, Role.CLERK, name="Lò Văn Bình", local="binh")


def test_the_agencys_block_stands_above_the_own_lines(office, hoa, clerk) -> None:
    assert sign_for(hoa.actor, hoa.mailbox) == ""
    set_block(clerk.actor, agency_pk=office.pk, text="{ten}\r\n{chuc_vu}, {phong}\r\n{co_quan}  ")
    set_signature(hoa.actor, mailbox_pk=hoa.mailbox.pk, text="ĐT 0215.3824.123\n")
    assert sign_for(hoa.actor, hoa.mailbox).split("\n") == [
        "Quàng Thị Hoa",
        "Chuyên viên, Phòng Công nghệ thông tin",
        "Sở Thông tin và Truyền thông",
        "ĐT 0215.3824.123",
    ]
    # Who has no unit has no line of a comma.
    assert sign_for(clerk.actor, clerk.mailbox).split("\n")[1] == "Chuyên viên"
    actions = AuditEvent.objects.filter(chain_id="stationery").values_list("action", "actor")
    assert list(actions) == [
        ("set_block", clerk.account.address),
        ("set_signature", hoa.account.address),
    ]


def test_a_shared_mailbox_has_its_own_and_names_who_writes(office, hoa, clerk) -> None:
    shared = create_mailbox(
        SYSTEM, address="vanthu@stttt.dienbien.example", name="Văn thư Sở", agency=office
    )
    for level, member in (("manager", clerk), ("sender", hoa)):
        grant_mailbox(
            SYSTEM,
            mailbox=shared,
            account=member.account,
            level=MailboxGrant.Level(level),
            valid_from=SINCE,
        )
    set_signature(clerk.actor, mailbox_pk=shared.pk, text="Bộ phận văn thư\nNgười gửi: {ten}")
    assert sign_for(hoa.actor, shared) == "Bộ phận văn thư\nNgười gửi: Quàng Thị Hoa"
    with pytest.raises(Forbidden):
        set_signature(hoa.actor, mailbox_pk=shared.pk, text="khác")
    with pytest.raises(NotFound):
        set_signature(hoa.actor, mailbox_pk=clerk.mailbox.pk, text="khác")
    assert Signature.objects.get().text.startswith("Bộ phận")


def test_only_the_agencys_clerk_and_administrators_set_its_block(office, hoa, clerk) -> None:
    treasury = make_agency("STC", "Sở Tài chính")
    admin = make_member(treasury, Role.SYSADMIN, name="Lý A Sử", local="su")
    for actor, agency in ((hoa.actor, office), (clerk.actor, treasury)):
        with pytest.raises(NotFound):
            set_block(actor, agency_pk=agency.pk, text="x")
        with pytest.raises(NotFound):
            read_block(actor, agency_pk=agency.pk)
    set_block(admin.actor, agency_pk=office.pk, text="Sở TT&TT")
    assert read_block(clerk.actor, agency_pk=office.pk) == "Sở TT&TT"
    with pytest.raises(NotFound):
        set_block(admin.actor, agency_pk=999_999, text="x")


@pytest.mark.parametrize(
    "text", ["{luong}", "x\n" * LINES_MAX + "x", "x" * 1001], ids=["placeholder", "lines", "long"]
)
def test_a_bad_text_changes_nothing(office, hoa, clerk, text) -> None:
    set_signature(hoa.actor, mailbox_pk=hoa.mailbox.pk, text="Hoa")
    with pytest.raises(Invalid):
        set_signature(hoa.actor, mailbox_pk=hoa.mailbox.pk, text=text)
    with pytest.raises(Invalid):
        set_block(clerk.actor, agency_pk=office.pk, text=text)
    assert read_own_signature(hoa.actor, mailbox_pk=hoa.mailbox.pk) == "Hoa"
    assert not AgencyBlock.objects.exists()


def test_controls_are_dropped_and_nothing_left_is_no_signature(hoa) -> None:
    pk = hoa.mailbox.pk
    set_signature(hoa.actor, mailbox_pk=pk, text="\0Hoa\x1b[31m\u2028 \r\n\r\n")
    assert read_own_signature(hoa.actor, mailbox_pk=pk) == "Hoa[31m"
    set_signature(hoa.actor, mailbox_pk=pk, text=" \r\n\t\r\n")
    assert not Signature.objects.exists()
