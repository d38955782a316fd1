"""`compose` writes what `parse` reads, and refuses what no header may hold."""

from datetime import UTC, datetime
from typing import Any

import pytest

from mailsvc.base.errors import Invalid
from mailsvc.message import parse
from mailsvc.message.compose import OutgoingFile, OutgoingMessage, compose, new_message_id
from mailsvc.message.parse import part_bytes
from mailsvc.message.view import Address

HOA = Address("Quàng Thị Hoa", "hoa@stttt.dienbien.example")
BINH = Address("Bình, Nguyễn Văn", "binh@vp.dienbien.example")


def make_message(**changes: Any) -> OutgoingMessage:
    fields: dict[str, Any] = {
        "from_": HOA,
        "to": (BINH,),
        "subject": "Báo cáo tình hình ứng dụng công nghệ thông tin quý IV năm 2009 của Sở",
        "text": "Kính gửi đồng chí,\n\n.\nFrom đây là dòng\nTrân trọng.",
        "date": datetime(2009, 12, 22, 1, 42, tzinfo=UTC),
        "message_id": new_message_id("0ABC", host="mail.dienbien.example"),
    }
    return OutgoingMessage(**(fields | changes))


def test_compose_round_trip():
    paper = OutgoingFile(
        "Công văn số 1842 của Ủy ban nhân dân tỉnh về việc báo cáo.pdf", b"%PDF\r\n\0"
    )
    message = make_message(
        cc=(HOA,),
        bcc=(BINH,),
        html="<p>Kính gửi</p>",
        files=(paper,),
        references=("<a@b>", "<c@d>"),
    )
    content = compose(message)
    view = parse(content)
    assert (view.subject, view.from_, view.to, view.cc) == (message.subject, HOA, (BINH,), (HOA,))
    assert view.bcc == (BINH,)
    assert view.text.rstrip() == message.text
    assert view.html.strip() == "<p>Kính gửi</p>"
    assert (view.date, view.message_id) == (message.date, "<0ABC@mail.dienbien.example>")
    assert view.references == ("<a@b>", "<c@d>")
    assert (view.attachments[0].filename, view.attachments[0].content_type) == (
        paper.filename,
        "application/pdf",
    )
    assert part_bytes(content, 0) == paper.content


def test_compose_ends_lines_with_crlf_and_is_ascii():
    content = compose(make_message())
    assert content.isascii()
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(map(len, content.split(b"\r\n"))) <= 998  # RFC 5322 §2.1.1


@pytest.mark.parametrize("bad", ["a\r\nBcc: ai@x", "a\nb", "a\rb", "a\0b", "a\u2028b", "\ud800"])
@pytest.mark.parametrize(
    "field", ["subject", "message_id", "in_reply_to", "from_", "to", "references"]
)
def test_compose_refuses_line_ends_in_headers(field, bad):
    value = {
        "from_": Address(bad, "a@x.vn"),
        "to": (Address("", f"{bad}@x.vn"),),
        "references": (bad,),
    }.get(field, bad)
    with pytest.raises(Invalid) as refusal:
        compose(make_message(**{field: value}))
    assert refusal.value.code == "header_value"


@pytest.mark.parametrize("address", ["", "khong", "@x", "a@", "a b@x", "a@x,c@d", "<a@x>"])
def test_compose_refuses_what_is_no_address(address):
    with pytest.raises(Invalid):
        compose(make_message(to=(Address("", address),)))


def test_compose_guesses_types_and_keeps_mails_whole():
    inner = compose(make_message())
    files = (
        OutgoingFile("Mẫu.docx", b"PK"),
        OutgoingFile("../../thư cũ.eml", inner, "message/rfc822"),
        OutgoingFile("", b"?"),
    )
    content = compose(make_message(files=files))
    found = parse(content).attachments
    assert found[0].content_type.endswith("wordprocessingml.document")
    assert [a.filename for a in found] == ["Mẫu.docx", "thư cũ.eml", "tệp.bin"]
    assert part_bytes(content, 1) == inner


def test_compose_keeps_every_blank_of_a_subject():
    sentence = (
        "Em soạn giúp văn bản về lập dự toán ngân sách nhà nước năm sau và kiểm tra việc lưu trữ "
        "và truyền số liệu trên mạng chuyên dùng của các phòng"
    )
    words = sentence.split()
    for begin in range(len(words)):
        for end in range(begin + 1, len(words) + 1):
            subject = "Re: " + " ".join(words[begin:end])
            sender = Address(subject[:100].strip(), "hoa@x.vn")
            view = parse(compose(make_message(subject=subject, from_=sender)))
            assert (view.subject, view.from_) == (subject, sender)


def test_compose_folds_and_quotes():
    people = tuple(
        Address(f'Ông "{n}", phòng A', f"a{n}@stttt.dienbien.example") for n in range(40)
    )
    content = compose(
        make_message(to=people, cc=(Address('A "b", c\\d', "c@x.vn"),), subject="a " * 200)
    )
    assert max(map(len, content.split(b"\r\n\r\n")[0].split(b"\r\n"))) <= 78
    view = parse(content)
    assert view.to == people
    assert view.cc == (Address('A "b", c\\d', "c@x.vn"),)
    assert view.subject == ("a " * 200).strip()


def test_compose_keeps_blanks_and_joiners_people_paste():
    subject = "Họp\u00a0giao ban 👨\u200d👩\u200d👧 x\u00ady"
    view = parse(compose(make_message(subject=subject)))
    assert view.subject == "Họp giao ban 👨\u200d👩\u200d👧 x\u00ady"
