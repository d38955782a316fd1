"""Marks of secrecy: what is one and, more important, what is not."""

import unicodedata

import pytest

from mailsvc.message.compose import compose
from mailsvc.message.markings import has_subject_mark, is_marked_secret
from tests.unit.message.test_compose import make_message


@pytest.mark.parametrize(
    "subject",
    [
        "[Mật] Báo cáo quý",
        "[TỐI MẬT] Kế hoạch",
        "(Tuyệt mật) phương án",
        "MẬT: Báo cáo tình hình",
        "TỐI MẬT - Phương án A2",
        "Độ mật: Tối mật",
        "Re: Fwd: [MẬT] Báo cáo",
        "Trả lời: TUYỆT MẬT",
        "MẬT",
        unicodedata.normalize("NFD", "[Tối mật] Kế hoạch"),
    ],
)
def test_marked_subject(subject):
    assert has_subject_mark(subject)


@pytest.mark.parametrize(
    "subject",
    [
        "V/v bảo mật hệ thống thư điện tử",
        "BẢO MẬT THÔNG TIN",
        "MẬT ONG RỪNG ĐIỆN BIÊN",
        "Mật khẩu mới: xem hướng dẫn",
        "[Mật khẩu] đặt lại",
        "[Bảo mật] cập nhật phần mềm",
        "Mật: loại cây trồng mới",
        "Vừ A Mật - đơn xin nghỉ phép",
        "Danh mục bí mật nhà nước: góp ý dự thảo",
        "MẮT: khám định kỳ",
        "[MAT] meeting",
        "Độ mật: thường",
        "Độ mật: mật độ dân cư",
        "",
    ],
)
def test_ordinary_subject(subject):
    assert not has_subject_mark(subject)


def content(text):
    return compose(make_message(text=text, html=""))


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_stamp_at_the_head_of_the_text_in_every_encoding(form):
    text = unicodedata.normalize(form, "SỞ NỘI VỤ\nTỐI MẬT\nSố: 15/SNV\n")
    raw = b"Subject: x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + text.encode()
    assert is_marked_secret(raw, [b"x"])
    composed = content(text)
    assert "MẬT".encode() not in composed  # encoded for the way
    assert is_marked_secret(composed)


def test_stamp_in_html_alone():
    head = b"Content-Type: text/html; charset=utf-8\r\n\r\n"
    assert is_marked_secret(head + b"<p>T&#7888;I M&#7852;T</p><p>K\xe1\xba\xbf ho</p>")
    assert not is_marked_secret(head + b"<p>B\xe1\xba\xa2O M&#7852;T TH\xc3\x94NG TIN</p>")


def test_ordinary_text_passes():
    assert not is_marked_secret(content("Kính gửi đồng chí,\nvề bảo mật thông tin.\n"), [b"x"])
    assert not is_marked_secret(b"Subject: x\r\n\r\n" + b"\xff\xfe" * 100, [b"\xff"])
