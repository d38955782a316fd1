"""Addresses, people, periods, import."""

from datetime import date

import pytest

from mailsvc.base.errors import Conflict, Invalid
from mailsvc.directory import selectors, services
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.csv_import import import_people
from mailsvc.directory.models import Account, Person
from mailsvc.directory.roles import Role
from mailsvc.directory.suggestions import suggest_recipients
from tests.factories import make_agency, make_member, make_person, make_unit

pytestmark = pytest.mark.django_db

HEADER = "so_hieu;ho;dem;ten;co_quan;don_vi;chuc_vu;vai_tro;tu_ngay;dia_chi"


def test_address_leads_to_mailbox_by_alias_case_and_detail() -> None:
    member = make_member(make_agency(), local="hoa.quang")
    services.create_alias(SYSTEM, address="hoa@dienbien.example", mailbox=member.mailbox)
    for address in (
        "HOA.Quang@stttt.dienbien.example",
        "hoa.quang+bao-cao@stttt.dienbien.example",
        "hoa@dienbien.example",
    ):
        assert selectors.find_mailbox(address) == member.mailbox
    assert selectors.find_mailbox("khong.co@stttt.dienbien.example") is None
    with pytest.raises(Conflict):
        services.create_alias(SYSTEM, address=member.mailbox.address, mailbox=member.mailbox)
    with pytest.raises(Conflict):
        services.create_mailbox(SYSTEM, address="HOA@dienbien.example", name="Hoa", agency=None)


def test_whole_words_and_the_own_agency_come_first() -> None:
    agency, other = make_agency(), make_agency("STC", "Sở Tài chính")
    asker = make_member(agency, name="Trần Thu Hà")
    for place, name in ((other, "Hoàng Văn Bình"), (other, "Lò Thị Hoa"), (agency, "Cà Văn Hòa")):
        make_member(place, name=name)
    found = [s.name for s in suggest_recipients(asker.actor, "hoa")]
    assert found == ["Cà Văn Hòa", "Lò Thị Hoa", "Hoàng Văn Bình"]
    assert [s.name for s in suggest_recipients(asker.actor, "lo hoa")] == ["Lò Thị Hoa"]


@pytest.mark.parametrize(
    "address", ["hoa", "@x.vn", "a b@x.vn", "a*b@x.vn", "a\r\nb@x.vn", "a/b@x.vn"]
)
def test_bad_address_is_refused(address: str) -> None:
    with pytest.raises(Invalid):
        services.create_mailbox(SYSTEM, address=address, name="X", agency=None)


def test_two_main_posts_never_overlap() -> None:
    agency, person = make_agency(), make_person()

    def post(begin: date, end: date | None, *, is_main: bool = True) -> None:
        services.create_post(
            SYSTEM,
            person=person,
            agency=agency,
            unit=None,
            title="Chuyên viên",
            role=Role.OFFICER,
            valid_from=begin,
            valid_to=end,
            is_main=is_main,
        )

    post(date(2009, 1, 1), date(2009, 11, 1))
    post(date(2009, 11, 1), None)
    with pytest.raises(Conflict):
        post(date(2010, 1, 1), None)
    post(date(2010, 1, 1), None, is_main=False)


def test_people_are_suggested_without_accents() -> None:
    agency = make_agency()
    asker = make_member(agency, name="Trần Thu Hà")
    found = make_member(agency, name="Đặng Thị Điệp")
    names = [s.name for s in suggest_recipients(asker.actor, "diep")]
    assert names == [found.person.full_name]
    assert suggest_recipients(asker.actor, "d") == []


def test_import_takes_all_lines_or_none() -> None:
    agency = make_agency()
    make_unit(agency)
    good = (
        "0001;Giàng;A;Dơ;STTTT;CNTT;Chuyên viên;officer;01/01/2009;do.giang@stttt.dienbien.example"
    )
    plain = "0002;Lò;Văn;Pản;STTTT;;Giám đốc;leader;01/01/2009;"
    bad = "0003;Mùa;;;SXX;;Chuyên viên;boss;1.1.2009;"
    with pytest.raises(Invalid) as refused:
        import_people(SYSTEM, "\n".join([HEADER, good, plain, bad]))
    assert list(refused.value.fields) == ["dòng 4"]
    assert not Person.objects.exists()
    report = import_people(SYSTEM, "\ufeff" + "\n".join([HEADER, good, plain]))
    assert (report.people, report.accounts) == (2, 1)
    assert not Account.objects.get().has_usable_password()


def test_import_without_a_column_is_refused() -> None:
    with pytest.raises(Invalid, match="vai_tro"):
        import_people(SYSTEM, "so_hieu;ho;dem;ten;co_quan;don_vi;chuc_vu;tu_ngay;dia_chi\n")
