"""What a reader is warned of, and what he is not."""

from mailsvc.message import parse
from webui.mail.cautions import Identity, list_warnings, verify
from webui.mail.doubts import Doubt
from webui.safehtml.links import Link

OWN = frozenset({"stttt.dienbien.gov.vn", "dienbien.gov.vn"})
NOBODY = Identity(OWN, (), "mx.dienbien.gov.vn")


def view(sender: str, **fields: str):
    head = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in fields.items())
    return parse(f"From: {sender}\n{head}\nKính gửi".encode())


def test_outside_sender_with_an_inside_name():
    mail = view("Quàng Thị Hoa <hoa.quang@gmail.com>")
    known = Identity(OWN, ("hoa@stttt.dienbien.gov.vn",), "mx.dienbien.gov.vn")
    (warning,) = list_warnings(mail, known, ())
    assert "hoa.quang@gmail.com" in warning and "hoa@stttt.dienbien.gov.vn" in warning
    inside = view("Quàng Thị Hoa <hoa@stttt.dienbien.gov.vn>")
    assert list_warnings(inside, known, ()) == []
    assert list_warnings(mail, NOBODY, ()) == []


def test_address_in_the_name():
    assert list_warnings(view('"hoa@dienbien.gov.vn" <x@gmail.com>'), NOBODY, ())
    assert not list_warnings(view('"x@gmail.com" <X@gmail.com>'), NOBODY, ())


def test_answers_that_would_go_outside():
    mail = view("Hoa <hoa@dienbien.gov.vn>", Reply_To="hoa@gmail.com")
    assert "hoa@gmail.com" in list_warnings(mail, NOBODY, ())[0]
    assert not list_warnings(view("A <a@sonla.gov.vn>", Reply_To="b@gmail.com"), NOBODY, ())


def test_verification_in_words_only_from_our_own_server():
    field = "mx.dienbien.gov.vn; spf=pass smtp.mailfrom=a@b.vn; dkim=fail; dkim=pass; dmarc={}"
    good = view("a@b.vn", Authentication_Results=field.format("pass"))
    assert verify(good, "mx.dienbien.gov.vn").words == "Đúng là thư của tên miền b.vn."
    assert verify(good, "mx.khac.vn").words == ""
    bad = view("a@b.vn", Authentication_Results=field.format("fail"))
    assert "giả mạo" in list_warnings(bad, NOBODY, ())[0]
    assert verify(bad, "mx.dienbien.gov.vn").dkim == "pass"


def test_masked_links_are_named():
    masked = Doubt(0, Link("dienbien.gov.vn", "", "xau.example", "dienbien.gov.vn"))
    alike = Doubt(1, Link("Bấm vào đây", "", "dienbien-gov.vn"), own="dienbien.gov.vn")
    found = list_warnings(view("a@b.vn"), NOBODY, [masked, alike, alike])
    assert "xau.example" in found[0] and "viết gần giống dienbien.gov.vn" in found[1]
    assert len(found) == 2
