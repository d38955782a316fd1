"""How answers start."""

from datetime import UTC, datetime

import pytest

from mailsvc.message import parse
from mailsvc.message.reply import forward, reply_to, reply_to_all

OWN = {"hoa@stttt.dienbien.example"}


def make_view(**headers):
    rows = {
        "From": "Nguyễn Văn Bình <binh@vp.dienbien.example>",
        "To": "Hoa <Hoa@stttt.dienbien.example>, mai@muongnhe.dienbien.example",
        "Cc": "binh@vp.dienbien.example, pao@stttt.dienbien.example",
        "Subject": "Giấy mời họp",
        "Date": "Tue, 22 Dec 2009 08:42:00 +0700",
        "Message-ID": "<m1@x>",
        "References": "<r0@x>",
    } | headers
    head = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in rows.items())
    return parse(f"{head}\nmời đồng chí\n> cũ".encode())


def addresses(people):
    return [person.address for person in people]


def test_reply_goes_to_the_sender_with_thread_and_quotation():
    answer = reply_to(make_view(), own=OWN)
    assert addresses(answer.to) == ["binh@vp.dienbien.example"]
    assert answer.cc == ()
    assert (answer.in_reply_to, answer.references) == ("<m1@x>", ("<r0@x>", "<m1@x>"))
    assert "Ngày 22/12/2009 08:42, Nguyễn Văn Bình" in answer.text
    assert answer.text.endswith("> mời đồng chí\n>> cũ\n")


def test_reply_all_leaves_oneself_and_doubles_out():
    answer = reply_to_all(make_view(), own=OWN)
    assert addresses(answer.to) == ["binh@vp.dienbien.example"]
    assert addresses(answer.cc) == ["mai@muongnhe.dienbien.example", "pao@stttt.dienbien.example"]


def test_reply_obeys_reply_to_and_own_mail_goes_to_its_recipients():
    assert addresses(reply_to(make_view(Reply_To="vanthu@x.vn"), own=OWN).to) == ["vanthu@x.vn"]
    own = make_view(From="hoa@stttt.dienbien.example")
    assert addresses(reply_to(own, own=OWN).to) == ["mai@muongnhe.dienbien.example"]


@pytest.mark.parametrize(
    ("subject", "replied", "forwarded"),
    [
        ("Họp", "Re: Họp", "Fwd: Họp"),
        ("RE: re : Trả lời: Họp", "Re: Họp", "Fwd: RE: re : Trả lời: Họp"),
        ("Fw: FWD: Họp", "Re: Fw: FWD: Họp", "Fwd: Họp"),
        ("", "Re: ", "Fwd: "),
        ("Rekor", "Re: Rekor", "Fwd: Rekor"),
    ],
)
def test_subject_prefix_stands_once(subject, replied, forwarded):
    view = make_view(Subject=subject)
    assert reply_to(view, own=OWN).subject == replied
    assert forward(view).subject == forwarded


def test_forward_carries_the_head_of_the_old_mail():
    answer = forward(make_view())
    assert answer.to == ()
    assert "Từ: Nguyễn Văn Bình <binh@vp.dienbien.example>" in answer.text
    assert answer.in_reply_to == ""
    assert make_view().date == datetime(2009, 12, 22, 1, 42, tzinfo=UTC)
