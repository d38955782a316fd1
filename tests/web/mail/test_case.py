"""Files of a mail kept with a document: found, chosen, saved; refused beside what was chosen."""

import pytest
from django.test import Client

from docflow.documents.selectors import list_files
from docflow.rules.states import FileRole
from mailsvc.directory.models import Account, Mailbox
from tests.service.docflow import fixtures
from tests.service.docflow.offices import bring_incoming_to
from tests.support.memory_store import MemoryStore
from tests.web.mail.conftest import mail, plain
from tests.web.mail.test_message import url

standing_offices = fixtures.standing_offices
offices = fixtures.offices
files_dir = fixtures.files_dir


@pytest.fixture
def office(offices, store):
    return offices[0]


def desk_of(actor) -> tuple[Client, Mailbox]:
    browser = Client()
    account = Account.objects.get(pk=actor.account_pk)
    browser.force_login(account, backend="webui.shared.login.DirectoryBackend")
    return browser, Mailbox.objects.get(owner=account)


def _papers(document) -> list[str]:
    return [one.name for one in list_files(document) if one.role == FileRole.PAPER]


def test_chosen_files_and_the_mail_go_into_the_case(office, store: MemoryStore):
    document = bring_incoming_to(office, "in_progress")
    browser, box = desk_of(office.officer)
    uid = store.put(box, mail())
    assert url(box, uid, "case") in browser.get(url(box, uid)).content.decode()
    page = browser.get(url(box, uid, "case")).content.decode()
    assert (
        document.subject in page and 'name="parts" value="1" checked' in page and "Số đến" in page
    )
    form = {"parts": ["1", "mail"], "document": document.pk, "action": "save"}
    answer = browser.post(url(box, uid, "case"), form, follow=True)
    assert answer.redirect_chain[-1][0] == f"/van-ban/{document.pk}/"
    shown = answer.content.decode()
    assert "Đã lưu vào hồ sơ" in shown and "tài liệu trong hồ sơ" in shown
    assert _papers(document)[0] == "Công văn số 1842.pdf"
    assert _papers(document)[1].endswith(".eml") and len(_papers(document)) == 2
    again = browser.post(url(box, uid, "case"), form)
    assert again.status_code == 409 and "có trong hồ sơ này rồi" in again.content.decode()


def test_search_keeps_what_was_ticked(office, store):
    document = bring_incoming_to(office, "in_progress")
    browser, box = desk_of(office.officer)
    uid = store.put(box, mail())
    number = document.entries.get().number
    find = {"parts": ["mail"], "q": str(number), "action": "find"}
    page = browser.post(url(box, uid, "case"), find).content.decode()
    assert document.subject in page
    assert 'value="mail" checked' in page and 'name="parts" value="1" checked' not in page
    none = browser.post(url(box, uid, "case"), find | {"q": "khong co"}).content.decode()
    assert "Không có văn bản nào khớp “khong co”" in none and 'name="document"' not in none


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"parts": ["1"]}, "chọn văn bản có hồ sơ"),
        ({"parts": [], "document": 1}, "chọn ít nhất một tệp"),
        ({"parts": ["7"], "document": 1}, "7"),
        ({"parts": ["1"], "document": "x\r\n"}, "số"),
    ],
    ids=["no-document", "no-file", "no-such-file", "odd"],
)
def test_what_is_missing_is_said_and_nothing_kept(office, store, form, said):
    document = bring_incoming_to(office, "in_progress")
    browser, box = desk_of(office.officer)
    uid = store.put(box, mail())
    answer = browser.post(url(box, uid, "case"), form | {"action": "save"})
    assert answer.status_code == 422 and said in answer.content.decode()
    assert _papers(document) == []


def test_documents_of_others_take_nothing(office, offices, store):
    document = bring_incoming_to(office, "in_progress")
    form = {"parts": ["1"], "document": document.pk, "action": "save"}
    for actor, status in ((office.colleague, 403), (office.leader, 403), (offices[1].clerk, 404)):
        browser, box = desk_of(actor)
        uid = store.put(box, mail())
        assert browser.post(url(box, uid, "case"), form).status_code == status, actor.name
        assert 'name="document"' not in browser.get(url(box, uid, "case")).content.decode()
    assert _papers(document) == []


def test_programs_are_never_offered(office, store):
    bring_incoming_to(office, "in_progress")
    browser, box = desk_of(office.officer)
    bad = mail().replace(b"1842.pdf", b"1842.exe")
    uid = store.put(box, bad)
    page = browser.get(url(box, uid, "case")).content.decode()
    assert "không lưu vào hồ sơ" in page and 'name="parts" value="1"' not in page
    form = {"parts": ["1"], "document": 1, "action": "save"}
    assert browser.post(url(box, uid, "case"), form).status_code == 422


def test_mail_without_files_and_people_without_documents_see_no_way(office, store):
    browser, box = desk_of(office.officer)
    bare = store.put(box, plain())
    assert url(box, bare, "case") not in browser.get(url(box, bare)).content.decode()
    browser, box = desk_of(office.sysadmin)
    uid = store.put(box, mail())
    assert url(box, uid, "case") not in browser.get(url(box, uid)).content.decode()
