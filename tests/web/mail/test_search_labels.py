"""`nhãn:` in a search: by name and without marks, beside words, with and without an index."""

import pytest
from django.core.cache import cache

from mailsvc.labels.services import add_label
from mailsvc.mailindex.engine import drop_index
from tests.web.mail.conftest import plain
from tests.web.mail.test_search import search, url
from webui.mail import finding
from webui.mail.matching import find_matching
from webui.mail.store import open_store

pytestmark = pytest.mark.db_bound


@pytest.fixture
def box(people, store):
    """Alice's mails: two are labelled “Tiếp dân”, one of them in Sent; one is plain."""
    cache.clear()
    mailbox = people.alice.mailbox
    drop_index(mailbox.pk)
    number = add_label(people.alice.actor, mailbox_pk=mailbox.pk, name="Tiếp dân", colour=2).number
    store.put(mailbox, plain("Đơn của ông Sùng", "đường vào bản"))
    marked = store.put(mailbox, plain("Đơn của bà Lò", "đường điện"))
    sent = store.put(mailbox, plain("Trả lời đơn", "đã chuyển"), folder="Sent")
    with open_store(mailbox) as session:
        session.label("INBOX", [marked], number, is_on=True)
        session.label("Sent", [sent], number, is_on=True)
    return mailbox


def subjects(page: str) -> list[str]:
    return [
        one for one in ("ông Sùng", "bà Lò", "Trả lời đơn") if one in page.replace("<mark>", "")
    ]


def found(client, mailbox, text, **more) -> list[str]:
    page = search(client, mailbox, text, **more).content.decode()
    return subjects(page.replace("</mark>", ""))


def test_label_is_found_by_name_without_marks_in_all_folders(alice, box):
    assert found(alice, box, 'nhãn:"tiep dan"') == ["bà Lò", "Trả lời đơn"]
    assert found(alice, box, 'label:"Tiếp Dân" điện') == ["bà Lò"]
    assert found(alice, box, '-nhãn:"tiếp dân"') == ["ông Sùng"]
    assert found(alice, box, 'nhãn:"công việc"') == []


def test_unknown_label_is_said(alice, box):
    page = search(alice, box, "nhãn:không-có").content.decode()
    assert "Không hiểu “nhãn:không-có”" in page


def test_label_holds_where_the_index_knows_nothing_yet(alice, box, monkeypatch):
    monkeypatch.setattr(finding, "_HEADS", 0)
    monkeypatch.setattr(finding, "_TEXTS", 0)
    page = alice.get(url(box, "list"), {"q": 'nhãn:"tiếp dân"'}).content.decode()
    assert subjects(page) == ["bà Lò"]
    first = search(alice, box, 'nhãn:"tiếp dân"').content.decode()
    assert "Không có thư nào khớp" not in first
    step = alice.get(url(box, "search_on"), {"q": 'nhãn:"tiếp dân"', "at": "INBOX", "uid": "9"})
    assert "bà Lò" in step.content.decode() and "ông Sùng" not in step.content.decode()


def test_box_and_form_and_the_search_over_everything_agree(alice, box):
    answer = alice.get(url(box), {"form": "1", "label": "Tiếp dân"}, follow=True)
    assert answer.redirect_chain and subjects(answer.content.decode()) == ["bà Lò", "Trả lời đơn"]
    refused = alice.get(url(box), {"form": "1", "label": "Không có"})
    assert refused.status_code == 200 and not subjects(refused.content.decode())
    assert subjects(alice.get("/tim/", {"q": 'nhãn:"tiếp dân"'}).content.decode()) == [
        "bà Lò",
        "Trả lời đơn",
    ]


def test_act_on_all_found_takes_the_labelled_only(alice, people, box):
    with open_store(box) as session:
        uids = find_matching(people.alice.actor, box, session, 'nhãn:"tiếp dân"', "INBOX", "")
    assert uids == {"INBOX": [2]}
