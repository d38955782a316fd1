"""Names as one types."""

from django.urls import reverse


def ask(client, typed):
    return client.get(reverse("mail:suggest"), {"q": typed}).json()["rows"]


def test_suggest_finds_with_and_without_marks(alice, people):
    for typed in ("Páo", "pao", "sung a"):
        assert [row["address"] for row in ask(alice, typed)] == ["pao@stttt.dienbien.example"]
    row = ask(alice, "Dợ")[0]
    assert (row["name"], row["note"]) == ("Giàng Thị Dợ", "Sở Tài chính")


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
