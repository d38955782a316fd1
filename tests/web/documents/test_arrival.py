"""What another agency sent: register it, or refuse it with a reason the sender reads."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import override_settings

from docflow.models import Arrival, Document
from docflow.scanning.services import folder_of, run_scans
from mailsvc.base import clock
from tests.service.docflow.offices import REASON, Office, bring_outgoing_to
from tests.support.signed_pdf import make_pdf


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


def test_scan_is_filled_from_its_text_and_registered(office: Office, sign_in, tmp_path: Path):
    with override_settings(SCAN_DIR=str(tmp_path)):
        place = folder_of(office.agency)
        place.mkdir()
        (place / "quet.pdf").write_bytes(make_pdf("Số: 15/STC-NS<br>ngày 05 tháng 11 năm 2009"))
        (place / "anh.jpg").write_bytes(b"anh")
        run_scans(now=clock.now() + timedelta(minutes=1))
        client = sign_in(office.clerk)
        box = client.get("/van-ban/cho-tiep-nhan/").content.decode()
        sheet = client.get("/van-ban/cho-tiep-nhan/to-ngan-cach/")
    assert "từ máy quét" in box
    assert "Tệp quét “anh.jpg” chưa nhận được" in box
    assert sheet["Content-Type"] == "application/pdf"
    base = f"/van-ban/cho-tiep-nhan/{Arrival.objects.get().pk}/"
    assert "Bản quét" in client.get(base).content.decode()
    form = client.get(f"{base}vao-so/").context["form"]
    assert (form["symbol"].value(), form["subject"].value()) == ("15/STC-NS", None)
    data = {"symbol": "15/STC-NS", "issued_on": "05/11/2009", "issuer": "Sở Tài chính"}
    data |= {"doc_type": "cong_van", "subject": "báo cáo thu chi"}
    assert client.post(f"{base}vao-so/", data).status_code == 302
    assert Document.objects.get().files.get().name == "quet.pdf"
    stranger = sign_in(office.officer)
    assert stranger.get("/van-ban/cho-tiep-nhan/to-ngan-cach/").status_code == 403
