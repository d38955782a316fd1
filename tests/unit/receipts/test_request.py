"""Who is asked for a receipt: RFC 8098 §2, and headers made to misuse it."""

import pytest

from mailsvc.message import parse
from mailsvc.receipts.request import read_request

SENDER = "binh@vp.example"
ASKS = f"Disposition-Notification-To: <{SENDER}>"


def view(*lines: str, return_path: str = f"<{SENDER}>"):
    head = [f"Return-Path: {return_path}", f"From: Bình <{SENDER}>", "Subject: Mời", *lines]
    return parse("\r\n".join([*head, "", "x"]).encode())


def ask(*lines: str, return_path: str = f"<{SENDER}>"):
    return read_request(view(*lines, return_path=return_path), own={"hoa@stttt.dienbien.example"})


def test_a_plain_request_is_certain() -> None:
    found = ask(ASKS)
    assert found is not None and (found.goals, found.is_certain) == ((SENDER,), True)
    named = ask("disposition-notification-to: =?utf-8?B?QsOsbmg=?= <Binh@VP.example>")
    assert named is not None and named.is_certain


@pytest.mark.parametrize(
    ("lines", "return_path"),
    [
        (["Disposition-Notification-To: khac@ngoai.example"], f"<{SENDER}>"),
        ([f"{ASKS}, khac@ngoai.example"], f"<{SENDER}>"),
        ([ASKS], "<khac@ngoai.example>"),
    ],
    ids=["other-goal", "several", "other-return-path"],
)
def test_what_differs_from_the_sender_is_shown(lines, return_path) -> None:
    found = ask(*lines, return_path=return_path)
    assert found is not None and not found.is_certain


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [ASKS, ASKS],
        [ASKS, "Disposition-Notification-To: khac@ngoai.example"],
        ["Disposition-Notification-To:"],
        ["Disposition-Notification-To: khong phai"],
        ["Disposition-Notification-To: điện@x.vn"],
        [f"{ASKS}, không"],
        ["Disposition-Notification-To: " + ", ".join(f"a{n}@x.vn" for n in range(4))],
        ["Disposition-Notification-To: hoa@stttt.dienbien.example"],
        [f"{ASKS}, HOA@stttt.dienbien.example"],
        [ASKS, "List-Id: <tin.vp.example>"],
        [ASKS, "Precedence: bulk"],
        [ASKS, "Auto-Submitted: auto-generated"],
        [ASKS, 'Content-Type: multipart/report; report-type="delivery-status"; boundary=x'],
        [ASKS, "Disposition-Notification-Options: x=required,y"],
    ],
)
def test_nobody_is_asked(lines) -> None:
    assert ask(*lines) is None


@pytest.mark.parametrize("return_path", ["<>", ""])
def test_a_mail_with_the_null_sender_asks_nothing(return_path) -> None:
    assert ask(ASKS, return_path=return_path) is None


def test_a_second_line_in_the_field_is_no_address() -> None:
    found = ask(f"{ASKS}\r\n Bcc: nan-nhan@ngoai.example")
    assert found is None or not found.is_certain


def test_options_that_may_be_left_out_forbid_nothing() -> None:
    assert ask(ASKS, "Disposition-Notification-Options: x=optional,y", "Auto-Submitted: no")
