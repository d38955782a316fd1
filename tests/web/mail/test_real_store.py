"""The pages on a real Dovecot: what the store in memory claims is so."""

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.urls import reverse

from mailsvc.mailstore.pool import pool
from mailsvc.mailstore.session import open_session
from mailsvc.message import parse
from tests.web.mail.conftest import People, mail, plain
from tests.web.mail.test_compose import TO, begin, form_of, paper


@pytest.fixture
def box(people: People, running_dovecot) -> Iterator[object]:
    running_dovecot.add_mailboxes(people.alice.mailbox.address)
    with open_session(people.alice.mailbox) as session:
        for folder in session.list_folders():
            uids = [row.uid for row in session.list_page(folder.name).rows]
            if uids:
                session.discard(folder.name, uids)
    yield people.alice.mailbox
    pool.close_all()


def put(mailbox, content, folder="INBOX"):
    with open_session(mailbox) as session:
        return session.append(folder, content)


def rows(mailbox, folder):
    with open_session(mailbox) as session:
        return session.list_page(folder).rows


def test_list_read_and_sort_on_dovecot(alice, box):
    put(box, plain("Giấy mời họp"))
    uid = put(box, mail())
    page = alice.get(reverse("mail:list", args=[box.pk])).content.decode()
    assert page.index("V/v báo cáo") < page.index("Giấy mời họp")
    assert "<title>Hộp thư đến (2)" in page
    message = alice.get(reverse("mail:message", args=[box.pk, uid])).content.decode()
    assert "Công văn số 1842.pdf" in message
    assert [row.is_seen for row in rows(box, "INBOX")] == [True, False]
    act = {"folder": "INBOX", "uids": [uid], "action": "delete"}
    alice.post(reverse("mail:act", args=[box.pk]), act)
    assert [row.subject for row in rows(box, "INBOX")] == ["Giấy mời họp"]
    assert len(rows(box, "Trash")) == 1


def test_folder_with_marks_and_quotes_on_dovecot(alice, box):
    name = 'Báo cáo "2009"'
    alice.post(reverse("mail:new_folder", args=[box.pk]), {"name": name})
    response = alice.get(reverse("mail:list", args=[box.pk]) + f"?folder={quote(name)}")
    assert response.status_code == 200
    assert "Báo cáo &quot;2009&quot;" in response.content.decode()


def test_search_with_marks_on_dovecot(alice, box):
    put(box, plain("Giấy mời họp giao ban"))
    put(box, plain("Lịch bảo trì", text="Đường truyền"))
    for typed, found in (("giấy mời", "Giấy mời"), ("đường", "Lịch bảo trì")):
        page = alice.get(
            reverse("mail:list", args=[box.pk]) + f"?q={quote(typed)}"
        ).content.decode()
        assert len(re.findall(r'class="subj"', page)) == 1
        assert found in page


def test_draft_is_replaced_and_sent_on_dovecot(alice, box):
    url = reverse("mail:compose", args=[box.pk])
    form = begin(alice, box) | {"to": TO, "subject": "Nháp", "text": "một"}
    saved = alice.post(url, form | {"attachments": [paper()], "action": "save"})
    again = form_of(alice.get(saved.headers["Location"]))
    replaced = alice.post(url, again | {"text": "hai", "action": "save"})
    (draft,) = rows(box, "Drafts")
    with open_session(box) as session:
        view = parse(session.fetch("Drafts", draft.uid).content)
    assert view.text.strip() == "hai"
    assert [file.filename for file in view.attachments] == ["Báo cáo quý IV.pdf"]
    last = form_of(alice.get(replaced.headers["Location"]))
    assert alice.post(url, last | {"action": "send"}).status_code == 302
    assert rows(box, "Drafts") == rows(box, "Trash") == ()


def test_dovecot_down_is_told_and_the_text_kept(alice, box, running_dovecot):
    form = begin(alice, box) | {"to": TO, "text": "Giữ nội dung", "action": "save"}
    running_dovecot.stop()
    try:
        assert alice.get(reverse("mail:list", args=[box.pk])).status_code == 503
        response = alice.post(reverse("mail:compose", args=[box.pk]), form)
        assert response.status_code == 503
        assert "Giữ nội dung" in response.content.decode()
    finally:
        running_dovecot.start()
