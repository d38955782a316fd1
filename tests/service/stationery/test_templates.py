"""Templates: whose shelf, how many, what they hold."""

import pytest

from mailsvc.base.errors import Conflict, Invalid, NotFound
from mailsvc.directory.roles import Role
from mailsvc.stationery import shelves
from mailsvc.stationery.selectors import fill_ready, list_ready
from mailsvc.stationery.shelves import (
    Shelf,
    TemplateOrder,
    delete_template,
    get_template,
    list_shelf,
    save_template,
)
from tests.factories import make_agency, make_member

MEETING = TemplateOrder(
    "Mời họp", "Kính gửi {nguoi_nhan},\n{co_quan} mời dự họp ngày … \n{ten}", "Mời họp {co_quan}"
)


@pytest.fixture
def hoa(db):
    return make_member(make_agency(), local="hoa")


@pytest.fixture
def clerk(hoa):
    return make_member(hoa.mailbox.agency, Role.CLERK, name="Lò Văn Bình", local="binh")


def own(member) -> Shelf:
    return Shelf(mailbox_pk=member.mailbox.pk)


def test_own_ones_come_first_then_the_agencys(hoa, clerk) -> None:
    office = Shelf(agency_pk=hoa.mailbox.agency_id)
    save_template(clerk.actor, office, order=TemplateOrder("Báo nhận", "Đã nhận."))
    save_template(hoa.actor, own(hoa), order=TemplateOrder("Đôn đốc", "Đề nghị gửi."))
    save_template(hoa.actor, own(hoa), order=MEETING)
    assert [one.name for one in list_ready(hoa.mailbox)] == ["Đôn đốc", "Mời họp", "Báo nhận"]
    assert [one.name for one in list_ready(clerk.mailbox)] == ["Báo nhận"]
    treasury = make_member(make_agency("STC", "Sở Tài chính"), local="do")
    assert list_ready(treasury.mailbox) == []


def test_filled_in_for_the_mail_at_hand(hoa, clerk) -> None:
    saved = save_template(hoa.actor, own(hoa), order=MEETING)
    ready = fill_ready(
        hoa.actor, hoa.mailbox, author=hoa.mailbox, pk=saved.pk, to="Sùng A Páo, Lý A Sử"
    )
    assert ready.subject == "Mời họp Sở Thông tin và Truyền thông"
    assert ready.text.split("\n") == [
        "Kính gửi Sùng A Páo, Lý A Sử,",
        "Sở Thông tin và Truyền thông mời dự họp ngày …",
        "Quàng Thị Hoa",
    ]
    ready = fill_ready(hoa.actor, hoa.mailbox, author=hoa.mailbox, pk=saved.pk, to="")
    assert ready.text.startswith("Kính gửi …,\n")
    with pytest.raises(NotFound):
        fill_ready(clerk.actor, clerk.mailbox, author=clerk.mailbox, pk=saved.pk, to="")


def test_a_shelf_is_its_owners_alone(hoa, clerk) -> None:
    saved = save_template(hoa.actor, own(hoa), order=MEETING)
    office = Shelf(agency_pk=hoa.mailbox.agency_id)
    for actor, shelf in ((clerk.actor, own(hoa)), (hoa.actor, office)):
        for ask in (
            lambda a=actor, s=shelf: list_shelf(a, s),
            lambda a=actor, s=shelf: get_template(a, s, pk=saved.pk),
            lambda a=actor, s=shelf: save_template(a, s, order=TemplateOrder("x", "y")),
            lambda a=actor, s=shelf: delete_template(a, s, pk=saved.pk),
        ):
            with pytest.raises(NotFound):
                ask()
    # Through one's own shelf nobody reaches another's.
    with pytest.raises(NotFound):
        get_template(clerk.actor, office, pk=saved.pk)
    assert get_template(hoa.actor, own(hoa), pk=saved.pk).name == "Mời họp"


@pytest.mark.parametrize(
    "order",
    [
        TemplateOrder("", "x"),
        TemplateOrder("x", " \n"),
        TemplateOrder("x", "{luong}"),
        TemplateOrder("x", "y", "{luong}"),
        TemplateOrder("x" * 101, "y"),
        TemplateOrder("x", "y" * 10_001),
    ],
    ids=["no-name", "no-text", "place", "place-in-subject", "long-name", "long"],
)
def test_what_is_no_template_is_refused(hoa, order) -> None:
    with pytest.raises(Invalid):
        save_template(hoa.actor, own(hoa), order=order)
    assert list_shelf(hoa.actor, own(hoa)) == []


def test_names_are_told_apart_and_a_shelf_has_an_end(hoa) -> None:
    first = save_template(hoa.actor, own(hoa), order=MEETING)
    with pytest.raises(Conflict):
        save_template(hoa.actor, own(hoa), order=TemplateOrder(" Mời  họp ", "khác"))
    save_template(hoa.actor, own(hoa), order=TemplateOrder("Mời họp", "khác"), pk=first.pk)
    for n in range(2, shelves.TEMPLATES_MAX + 1):
        save_template(hoa.actor, own(hoa), order=TemplateOrder(f"Mẫu {n}", "x\r\ny\0"))
    with pytest.raises(Conflict):
        save_template(hoa.actor, own(hoa), order=TemplateOrder("Thừa", "x"))
    gone = delete_template(hoa.actor, own(hoa), pk=first.pk)
    assert gone == TemplateOrder("Mời họp", "khác")
    save_template(hoa.actor, own(hoa), order=gone)
    assert [one.text for one in list_shelf(hoa.actor, own(hoa)) if one.name == "Mẫu 2"] == ["x\ny"]
