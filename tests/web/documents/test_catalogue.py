"""The page of the agency's lists."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from docflow.catalogue.models import OwnItem
from mailsvc.directory.actor import Actor
from tests.service.docflow.offices import Office, bring_outgoing_to, make_incoming

SignIn = Callable[[Actor], Client]
URL = "/van-ban/giu-so/danh-muc/"
NEW = {"kind": "type", "name": "Phiếu yêu cầu kỹ thuật", "abbr": "PYC", "valid_from": "01/01/2009"}


def _text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("name", ["head", "officer", "stranger"])
def test_others_are_refused(office: Office, sign_in: SignIn, name: str) -> None:
    sign_in(office.clerk).post(URL, NEW)
    item = OwnItem.objects.get()
    client = sign_in(getattr(office, name))
    assert client.get(URL).status_code == 403
    assert client.post(URL, NEW | {"name": "Khác", "abbr": "K"}).status_code == 403
    assert client.post(f"{URL}{item.pk}/bo/").status_code == 403
    assert client.post(f"{URL}{item.pk}/hieu-luc/", {"valid_to": ""}).status_code == 403
    assert OwnItem.objects.count() == 1


def test_clerk_adds_ends_and_takes_back(office: Office, finance: Office, sign_in: SignIn) -> None:
    client = sign_in(office.clerk)
    assert "29 loại văn bản hành chính" in _text(client.get(URL))
    assert "Bỏ, ghi nhầm" not in _text(client.get(URL))  # nothing of the decree's can be dropped
    wrong = client.post(URL, NEW | {"abbr": "QĐ"})
    assert (wrong.status_code, "đã có chữ viết tắt này" in _text(wrong)) == (422, True)
    assert "Đã thêm “Phiếu yêu cầu kỹ thuật”" in _text(client.post(URL, NEW, follow=True))
    item = OwnItem.objects.get()
    assert f'<option value="{item.code}">' in _text(client.get("/van-ban/vao-so/"))
    assert f'<option value="{item.code}">' in _text(sign_in(office.officer).get("/van-ban/soan/"))
    assert item.code not in _text(sign_in(finance.clerk).get("/van-ban/vao-so/"))
    bad = client.post(f"{URL}{item.pk}/hieu-luc/", {"valid_to": "31/12/2008"})
    assert (bad.status_code, "Ngày cuối phải từ" in _text(bad)) == (422, True)
    client.post(f"{URL}{item.pk}/hieu-luc/", {"valid_to": "31/12/2025"})
    assert "hết hiệu lực" in _text(client.get(URL))
    assert item.code not in _text(client.get("/van-ban/vao-so/"))
    make_incoming(office, doc_type=item.code)
    assert "đã có văn bản dùng" in _text(client.post(f"{URL}{item.pk}/bo/", follow=True))
    assert sign_in(finance.clerk).post(f"{URL}{item.pk}/bo/").status_code == 403
    assert sign_in(office.sysadmin).get(URL).status_code == 200


def test_field_and_circulation_are_chosen_in_the_forms(office: Office, sign_in: SignIn) -> None:
    clerk, officer = sign_in(office.clerk), sign_in(office.officer)
    assert 'name="field"' not in _text(officer.get("/van-ban/soan/"))
    clerk.post(URL, {"kind": "field", "name": "Văn xã", "abbr": "VX"})
    field = OwnItem.objects.get()
    draft = {
        "doc_type": "cong_van",
        "subject": "khai giảng năm học mới",
        "body": "Sở báo cáo.",
        "field": field.code,
        "circulation": "luu_hanh_noi_bo",
        "addresses": "UBND huyện Mường Nhé <ubnd@muongnhe.vn>",
    }
    page = _text(officer.post("/van-ban/soan/", draft, follow=True))
    assert "LƯU HÀNH NỘI BỘ" in page
    assert "<dt>Lĩnh vực</dt><dd>Văn xã</dd>" in page
    wrong = officer.post("/van-ban/soan/", draft | {"circulation": "tuyet_mat"})
    assert wrong.status_code == 422


def test_agency_s_page_lists_what_it_keeps(
    office: Office, finance: Office, sign_in: SignIn
) -> None:
    make_incoming(office)
    bring_outgoing_to(office, "numbered", finance.agency)
    page = _text(sign_in(office.leader).get("/van-ban/giu-so/"))
    for words in (
        "Sổ văn bản đến 2009",
        "năm cũ chưa khóa",
        "Số đang giữ",
        "Ghi lùi ngày",
        "Danh mục của cơ quan",
        "Thời hạn mặc định",
        "chưa ai xác nhận",
    ):
        assert words in page
