"""A mail becomes an incoming document."""

from email.message import EmailMessage

import pytest

from docflow.documents.selectors import list_files
from docflow.models import Document
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.models import Account, Mailbox, MailboxGrant
from mailsvc.directory.services import grant_mailbox
from tests.factories import SINCE
from tests.service.docflow.offices import Office
from tests.support.memory_store import MemoryStore

URL = "/van-ban/vao-so/thu/"


def make_mail(subject: str = "Công văn 1842/UBND-CNTT về báo cáo ứng dụng CNTT") -> bytes:
    mail = EmailMessage()
    mail["From"] = "Văn phòng UBND tỉnh <vp@dienbien.example>"
    mail["To"] = "vanthu@stttt.dienbien.example"
    mail["Subject"] = subject
    mail["Message-ID"] = "<1842@dienbien.example>"
    mail.set_content("Kính gửi Sở công văn số 1842/UBND-CNTT ngày 12/11/2009.")
    for name in ("Công văn 1842.pdf", "Biểu mẫu.pdf"):
        mail.add_attachment(
            b"%PDF-1.4 " + name.encode(), maintype="application", subtype="pdf", filename=name
        )
    return mail.as_bytes()


def mailbox_of(office: Office) -> Mailbox:
    return Mailbox.objects.get(address=office.clerk.address)


def form_data(page) -> dict[str, object]:
    """What the browser would send back untouched."""
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields}
    data |= {n: f"{v:%d/%m/%Y}" for n, v in data.items() if hasattr(v, "strftime")}
    return {name: value for name, value in data.items() if value not in (None, "")}


@pytest.fixture
def query(office: Office, store: MemoryStore) -> dict[str, object]:
    uid = store.put(office.clerk.address, make_mail())
    return {"mailbox": mailbox_of(office).pk, "folder": "INBOX", "uid": uid}


def _address(query: dict[str, object]) -> str:
    return f"{URL}?mailbox={query['mailbox']}&folder={query['folder']}&uid={query['uid']}"


def test_prefilled_and_registered_once(office: Office, sign_in, query):
    client = sign_in(office.clerk)
    page = client.get(_address(query))
    assert 'value="1842/UBND-CNTT"' in page.content.decode()
    response = client.post(_address(query), form_data(page))
    document = Document.objects.get()
    assert response["Location"] == f"/van-ban/{document.pk}/"
    assert [(f.role, f.name) for f in list_files(document)] == [
        ("main", "Công văn 1842.pdf"),
        ("annex", "Biểu mẫu.pdf"),
        ("source", "thu-goc.eml"),
    ]
    again = client.get(_address(query), follow=True).content.decode()
    assert "Thư này đã vào sổ: số đến 1." in again
    assert client.post(_address(query), form_data(page)).status_code == 302
    assert Document.objects.count() == 1


def test_the_mail_shows_its_number_to_who_may_see_the_document(office: Office, sign_in, query):
    client = sign_in(office.clerk)
    mail = f"/thu/{query['mailbox']}/{query['uid']}/"
    before = client.get(mail).content.decode()
    assert "Vào sổ văn bản đến</a>" in before and "Đã vào sổ" not in before
    client.post(_address(query), form_data(client.get(_address(query))))
    document = Document.objects.get()
    for more in ({}, {"HX-Request": "true", "HX-Target": "place"}):
        page = client.get(mail, headers=more).content.decode()
        assert "Đã vào sổ văn bản đến: số 1 ngày" in page
        assert f'href="/van-ban/{document.pk}/"' in page
        assert document.get_state_display() in page and "Vào sổ văn bản đến</a>" not in page


def test_a_colleague_of_the_mailbox_without_the_document_sees_no_number(
    office: Office, sign_in, query, store: MemoryStore
):
    client = sign_in(office.clerk)
    client.post(_address(query), form_data(client.get(_address(query))))
    Mailbox.objects.filter(pk=mailbox_of(office).pk).update(kind=Mailbox.Kind.ROLE, owner=None)
    grant_mailbox(
        SYSTEM,
        mailbox=mailbox_of(office),
        account=Account.objects.get(pk=office.officer.account_pk),
        level=MailboxGrant.Level.VIEWER,
        valid_from=SINCE,
    )
    page = sign_in(office.officer).get(f"/thu/{query['mailbox']}/{query['uid']}/")
    assert page.status_code == 200 and "Đã vào sổ" not in page.content.decode()


def test_missing_field_keeps_the_choice_of_files(office: Office, sign_in, query):
    client = sign_in(office.clerk)
    data = form_data(client.get(_address(query))) | {"subject": ""}
    response = client.post(_address(query), data)
    assert response.status_code == 422
    assert "Ghi trích yếu nội dung." in response.content.decode()
    assert "Công văn 1842.pdf" in response.content.decode()


def test_others_do_not_come_near_the_mail(office: Office, finance: Office, sign_in, query):
    assert sign_in(office.leader).get(_address(query)).status_code == 403
    assert sign_in(finance.clerk).get(_address(query)).status_code == 404


@pytest.mark.parametrize(
    "change", [{"uid": "99"}, {"uid": "x"}, {"mailbox": ""}, {"folder": "Khác"}]
)
def test_no_such_mail(office: Office, sign_in, query, change: dict[str, str]):
    assert sign_in(office.clerk).get(_address(query | change)).status_code == 404
