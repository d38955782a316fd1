"""What another agency sent: register it, or refuse it with a reason the sender reads."""

import pytest

from docflow.models import Arrival, Document
from tests.service.docflow.offices import REASON, Office, bring_outgoing_to


@pytest.fixture
def arrival(office: Office, finance: Office) -> Arrival:
    bring_outgoing_to(office, "issued", finance.agency)
    return Arrival.objects.get()


def test_clerk_registers_an_arrival(office: Office, finance: Office, sign_in, arrival: Arrival):
    client = sign_in(finance.clerk)
    base = f"/van-ban/cho-tiep-nhan/{arrival.pk}/"
    assert "01/STTTT-CNTT" in client.get("/van-ban/cho-tiep-nhan/").content.decode()
    page = client.get(base).content.decode()
    assert "Từ chối" in page
    assert "chỉ để biết, tham khảo" in page
    page = client.get(f"{base}vao-so/")
    form = page.context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    data["issued_on"] = f"{data['issued_on']:%d/%m/%Y}"
    response = client.post(f"{base}vao-so/", data)
    received = Document.objects.get(agency=finance.agency)
    assert response["Location"] == f"/van-ban/{received.pk}/"
    assert received.issuer == "Sở Thông tin và Truyền thông"
    assert client.get(base)["Location"] == f"/van-ban/{received.pk}/"
    assert client.get(f"{base}vao-so/").status_code == 302
    sent = arrival.dispatch.document
    told = sign_in(office.officer).get(f"/van-ban/{sent.pk}/").content.decode()
    assert "Đã tiếp nhận" in told


def test_refusal_needs_a_reason_the_sender_reads(
    office: Office, finance: Office, sign_in, arrival: Arrival
):
    client = sign_in(finance.clerk)
    url = f"/van-ban/cho-tiep-nhan/{arrival.pk}/tu-choi/"
    assert client.post(url, {"reason": "ngắn"}).status_code == 422
    assert client.get(url).status_code == 302
    assert client.post(url, {"reason": REASON}).status_code == 302
    told = sign_in(office.clerk).get(f"/van-ban/{arrival.dispatch.document_id}/")
    assert REASON in told.content.decode()
    assert client.post(url, {"reason": REASON}).status_code == 409


def test_nobody_else_finds_it(office: Office, finance: Office, sign_in, arrival: Arrival):
    base = f"/van-ban/cho-tiep-nhan/{arrival.pk}/"
    for actor in (finance.leader, office.clerk, finance.sysadmin):
        client = sign_in(actor)
        assert client.get(base).status_code == 404
        assert client.post(f"{base}tu-choi/", {"reason": REASON}).status_code == 404
        assert client.post(f"{base}vao-so/", {}).status_code == 404
