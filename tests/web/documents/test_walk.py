"""The whole way in browsers: a mail, a number, an opinion, a reply, the other agency, a receipt."""

from docflow.models import Arrival, Document
from tests.service.docflow.offices import Office
from tests.support.memory_store import MemoryStore
from tests.web.documents.test_register_from_mail import URL, form_data, mailbox_of, make_mail


def _register_mail(client, office: Office, store: MemoryStore) -> int:
    uid = store.put(office.clerk.address, make_mail())
    url = f"{URL}?mailbox={mailbox_of(office).pk}&folder=INBOX&uid={uid}"
    client.post(url, form_data(client.get(url)))
    return Document.objects.get(agency=office.agency).pk


def _press(client, pk: int, action: str, **data: object) -> str:
    """Do what a button of the page does, and read the page that follows."""
    assert f'action="/van-ban/{pk}/{action}/"' in client.get(f"/van-ban/{pk}/").content.decode()
    response = client.post(f"/van-ban/{pk}/{action}/", data, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def _draft_reply(client, pk: int, receiver: Office) -> int:
    _press(client, pk, "soan-tra-loi")
    reply = Document.objects.get(direction="out").pk
    data = form_data(client.get(f"/van-ban/{reply}/sua/"))
    data |= {"body": "Sở báo cáo như sau.", "agencies": [receiver.agency.pk]}
    assert client.post(f"/van-ban/{reply}/sua/", data).status_code == 302
    return reply


def test_from_mail_to_receipt(office: Office, finance: Office, sign_in, store):
    clerk, leader, head, officer = map(
        sign_in, (office.clerk, office.leader, office.head, office.officer)
    )
    pk = _register_mail(clerk, office, store)
    assert "Chờ lãnh đạo cho ý kiến" in _press(clerk, pk, "trinh", text="Đề nghị giao CNTT")
    assert f'href="/van-ban/{pk}/"' in leader.get("/").content.decode()
    _press(leader, pk, "chi-dao", text="Phòng CNTT chủ trì.", lead=f"u{office.unit.pk}")
    assert "Đang giải quyết" in _press(officer, pk, "nhan-viec")

    reply = _draft_reply(officer, pk, finance)
    _press(officer, reply, "trinh-duyet")
    _press(head, reply, "duyet-noi-dung")
    _press(leader, reply, "duyet-ban-hanh")
    assert "01/STTTT-CNTT" in _press(clerk, reply, "cap-so")
    assert "Chờ văn thư phát hành" in _press(clerk, reply, "dong-dau")
    assert "Đã đến" in _press(clerk, reply, "phat-hanh")
    # Who asked is told, and the page offers what is left to say.
    assert "Văn bản trả lời đã phát hành" in officer.get("/").content.decode()
    page = officer.get(f"/van-ban/{pk}/").content.decode()
    assert f'<option value="{reply}" selected>01/STTTT-CNTT' in page
    done = _press(officer, pk, "hoan-thanh", reply=reply)
    assert "Đã trả lời bằng văn bản số 01/STTTT-CNTT." in done

    receiver = sign_in(finance.clerk)
    assert "01/STTTT-CNTT" in receiver.get("/").content.decode()
    url = f"/van-ban/cho-tiep-nhan/{Arrival.objects.get().pk}/vao-so/"
    assert receiver.post(url, form_data(receiver.get(url))).status_code == 302
    assert "Đã tiếp nhận" in officer.get(f"/van-ban/{reply}/").content.decode()
    assert "Không có việc nào đang chờ" in officer.get("/").content.decode()
