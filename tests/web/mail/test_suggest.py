"""Names as one types."""

from django.core.cache import cache
from django.urls import reverse

from tests.factories import make_member, make_unit
from tests.web.mail.test_asking import digest
from tests.web.mail.test_compose import begin, url


def ask(client, typed):
    return client.get(reverse("mail:suggest"), {"q": typed}).json()["rows"]


def test_suggest_finds_with_and_without_marks(alice, people):
    for typed in ("Páo", "pao", "sung a"):
        assert [row["address"] for row in ask(alice, typed)] == ["pao@stttt.dienbien.example"]
    row = ask(alice, "Dợ")[0]
    assert (row["name"], row["note"]) == ("Giàng Thị Dợ", "Chuyên viên · Sở Tài chính")


def test_suggest_needs_two_letters(alice, people):
    assert ask(alice, "p") == []
    assert ask(alice, "") == []


def test_suggest_is_for_signed_in_people(client, people):
    assert client.get(reverse("mail:suggest"), {"q": "pao"}).status_code == 302


def test_somebody_away_says_so_and_whom_to_ask(alice, people):
    from mailsvc.absence.services import AbsenceOrder, set_absence
    from mailsvc.base import clock

    today = clock.today()
    order = AbsenceOrder(today, today, "Tôi đi vắng.", deputy=people.alice.mailbox.address)
    set_absence(people.bob.actor, mailbox_pk=people.bob.mailbox.pk, order=order)
    rows = alice.get("/thu/nguoi-nhan/?q=binh").json()["rows"]
    note = next(row["note"] for row in rows if row["address"] == people.bob.mailbox.address)
    assert f"vắng đến hết {today:%d/%m}" in note
    assert "người thay: Quàng Thị Hoa" in note


def addresses(client, typed):
    return [row["address"] for row in ask(client, typed)]


def test_suggest_finds_by_initials_post_unit_and_agency(alice, people):
    dept = make_unit(people.bob.mailbox.agency)
    chief = make_member(
        people.bob.mailbox.agency,
        name="Nguyễn Văn Hùng",
        unit=dept,
        local="hung",
        title="Trưởng phòng",
    )
    cache.clear()
    for typed in ("nvh", "Trưởng phòng", "truong phong cntt", "phong cong nghe", "hùng stttt"):
        assert chief.account.address in addresses(alice, typed), typed
    (row,) = [r for r in ask(alice, "nvh") if r["address"] == chief.account.address]
    assert row["note"].startswith("Trưởng phòng · Phòng Công nghệ thông tin · Sở Thông tin")
    assert chief.account.address not in addresses(alice, "truong phong stc")
    assert addresses(alice, "so tai chinh") == ["do@stc.dienbien.example"]


def test_suggest_puts_those_first_one_writes_to(alice, people, store):
    office = people.bob.mailbox.agency
    one, two = (make_member(office, name="Vàng A Dí", local=f"di{n}") for n in (1, 2))
    assert addresses(alice, "vang a di") == [one.account.address, two.account.address]
    form = begin(alice, people.alice.mailbox) | {"to": two.account.address, "subject": "x"}
    page = alice.post(url(people.alice.mailbox), form | {"action": "send"})
    assert "cùng họ tên" in page.content.decode()  # two of them: which one?
    yes = digest(page)
    alice.post(url(people.alice.mailbox), form | {"action": "send", "confirmed": yes})
    assert addresses(alice, "vang a di") == [two.account.address, one.account.address]


def test_suggest_takes_any_letters(alice, people):
    for typed in ("((((", "a.*b", "%_", "\\d+", "'; --", "ưưưư"):
        assert isinstance(ask(alice, typed), list)
