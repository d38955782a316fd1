"""Pages of filters: made, tried, made from a mail, switched, deleted and taken back."""

import pytest

from mailsvc.filters.rules import Actions, Condition, Field, Op, Rule
from mailsvc.filters.selectors import list_rules
from mailsvc.jobs.models import Job
from tests.web.mail.conftest import People, plain

FORM = {
    "name": "Giấy mời",
    "needs": "all",
    "field_0": "subject",
    "op_0": "contains",
    "value_0": "giấy mời",
    "field_1": "from",
    "op_1": "is",
    "value_1": "",
    "folder": "Archive",
    "stars": "on",
    "stops": "on",
}


@pytest.fixture(autouse=True)
def away(settings) -> None:
    settings.SIEVE_PORT = 1


def url(people: People, rest: str = "") -> str:
    return f"/thu/{people.alice.mailbox.pk}/bo-loc/{rest}"


def rules(people: People) -> list[Rule]:
    rows = list_rules(people.alice.actor, mailbox_pk=people.alice.mailbox.pk)
    return [row.rule for row in rows]


def test_made_listed_and_changed(alice, people, store) -> None:
    assert "Chưa có bộ lọc" in alice.get(url(people)).content.decode()
    page = alice.post(url(people, "moi/"), FORM, follow=True).content.decode()
    assert rules(people) == [
        Rule(
            "Giấy mời",
            (Condition(Field.SUBJECT, Op.CONTAINS, "giấy mời"),),
            Actions("Archive", stars=True),
        )
    ]
    assert "Tiêu đề có chứa “giấy mời” → chuyển vào “Lưu trữ”, gắn sao" in page
    assert "Kho thư chưa nhận thay đổi" in page
    row = list_rules(people.alice.actor, mailbox_pk=people.alice.mailbox.pk)[0]
    form = alice.get(url(people, f"{row.pk}/")).content.decode()
    assert 'value="giấy mời"' in form
    changed = FORM | {"value_0": "thư mời", "needs": "any", "value_1": "a@b.vn"}
    assert alice.post(url(people, f"{row.pk}/"), changed).status_code == 302
    assert [one.value for one in rules(people)[0].conditions] == ["thư mời", "a@b.vn"]


def test_tried_on_what_is_there_and_nothing_moves(alice, people, store) -> None:
    store.put(people.alice.mailbox, plain("GIẤY MỜI họp giao ban"))
    store.put(people.alice.mailbox, plain("Báo cáo"))
    page = alice.post(url(people, "moi/"), FORM | {"try": "1"}).content.decode()
    assert "1 trong 2 thư gần nhất" in page
    assert "GIẤY MỜI họp giao ban" in page
    assert "<td>Báo cáo</td>" not in page
    assert rules(people) == []
    assert len(store.mails(people.alice.mailbox, "INBOX")) == 2


def test_made_from_a_mail(alice, people, store) -> None:
    uid = store.put(people.alice.mailbox, plain())
    page = alice.get(url(people, f"moi/?folder=INBOX&uid={uid}")).content.decode()
    assert 'value="binh@vp.example"' in page
    assert "Thư của Nguyễn Văn Bình" in page
    assert alice.get(url(people, "moi/?uid=99")).status_code == 404


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"value_0": ""}, "Cần ít nhất một điều kiện"),
        ({"folder": "", "stars": ""}, "Chọn ít nhất một việc"),
        ({"name": ""}, "Tên bộ lọc"),
        ({"folder": "Khong co"}, "Chuyển vào thư mục"),
        ({"larger_mb": "0"}, "Lớn hơn"),
        ({"op_0": "regex"}, "so"),
    ],
)
def test_mistakes_stand_at_the_form(alice, people, store, changes, words) -> None:
    page = alice.post(url(people, "moi/"), FORM | changes)
    assert page.status_code == 422
    assert words in page.content.decode()
    assert rules(people) == []


def test_switched_applied_deleted_and_taken_back(alice, people, store) -> None:
    alice.post(url(people, "moi/"), FORM)
    row = list_rules(people.alice.actor, mailbox_pk=people.alice.mailbox.pk)[0]
    act = url(people, f"{row.pk}/viec/")
    assert "đang tắt" in alice.post(act, {"action": "off"}, follow=True).content.decode()
    assert alice.post(act, {"action": "bay"}).status_code == 422
    applied = alice.post(act, {"action": "apply"})
    assert applied["Location"] == f"/viec-nen/{Job.objects.get().pk}/"
    before = rules(people)
    page = alice.post(act, {"action": "delete"}, follow=True).content.decode()
    assert rules(people) == []
    assert "Khôi phục bộ lọc vừa xóa" in page
    alice.post(url(people, "khoi-phuc/"))
    assert rules(people) == before
    assert alice.post(url(people, "khoi-phuc/")).status_code == 404


@pytest.mark.parametrize("rest", ["", "moi/", "1/", "1/viec/", "khoi-phuc/"])
def test_strangers_are_refused(charlie, client, people, store, rest) -> None:
    page = url(people, rest)
    send = charlie.post if rest.endswith(("viec/", "phuc/")) else charlie.get
    assert send(page, {"action": "delete"}).status_code == 404
    assert client.get(page).status_code == 302


def test_workers_of_a_shared_mailbox_are_refused_too(bob, people, store) -> None:
    assert bob.get(f"/thu/{people.shared.pk}/bo-loc/").status_code == 403
