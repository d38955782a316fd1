"""The mailboxes of `make bench-webmail`: made-up office mail, the same for every run."""

import os
import random
import shutil
import subprocess
import time
from base64 import b64encode, encodebytes
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from django.conf import settings

from mailsvc.base.errors import StoreUnavailable
from mailsvc.mailstore.link import Link

_BATCH = 500
_RELOAD_S = 20.0
_FIRST_AT = datetime(2008, 1, 2, 1, 0, tzinfo=UTC)
_STEP = timedelta(minutes=10)
_KINDS = ("báo cáo", "giấy mời", "công văn", "thông báo", "kế hoạch", "tờ trình", "quyết định")
_ABOUT = (
    "tình hình ứng dụng công nghệ thông tin", "họp giao ban", "nghỉ lễ", "cải cách hành chính",
    "phòng chống lụt bão", "dự toán ngân sách", "kiểm kê tài sản", "tập huấn văn thư",
    "tiếp công dân", "đường giao thông nông thôn",
)  # fmt: skip
_PLACES = ("Mường Chà", "Tủa Chùa", "Tuần Giáo", "Điện Biên Đông", "Mường Nhé", "Nậm Pồ")
_NAMES = ("Lò Văn Bình", "Quàng Thị Hoa", "Sùng A Páo", "Giàng Thị Dợ", "Nguyễn Đức Thắng")
_SENTENCES = (
    "Kính gửi đồng chí, Sở đề nghị các đơn vị rà soát và gửi số liệu trước ngày 25.",
    "Căn cứ chương trình công tác quý, Ủy ban nhân dân huyện tổ chức hội nghị tại hội trường.",
    "Đề nghị các phòng chuẩn bị tài liệu, phân công người dự họp và báo lại văn phòng.",
    "Số liệu đính kèm đã được kiểm tra, nếu có sai sót xin báo lại trong tuần này.",
    "Trân trọng cảm ơn sự phối hợp của đồng chí.",
)
# Words that a hundredth of the mails hold, in the subject and in the text; each search has its own.
RARE = tuple(f"hồ sơ {name}" for name in (
    "Sen", "Mai", "Lan", "Cúc", "Trúc", "Đào", "Huệ", "Quế", "Tùng", "Bách", "Liễu", "Ngô",
    "Lúa", "Chè", "Hồi", "Sở", "Lim", "Nghiến", "Pơ Mu", "Ban",
))  # fmt: skip
_PLAIN = "Content-Type: text/{}; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
TEXT_SUBJECT, HTML_SUBJECT = "Thư chữ để đo", "Thư trình bày 30 KB để đo"


def fill(address: str, first: int, end: int, measured: int) -> None:
    """Store the mails with these numbers in the inbox, oldest first.

    The two before number `measured` are those that are opened.
    """
    link = Link(address)
    try:
        for begin in range(first, end, _BATCH):
            mails = [_mail(number, measured) for number in range(begin, min(begin + _BATCH, end))]
            link.client.multiappend("INBOX", mails)
    finally:
        link.close()


@contextmanager
def hurried(address: str) -> Iterator[None]:
    """Dovecot does not wait for the disk while mailboxes are made: a quarter of the time.

    `address`: a mailbox, to see when Dovecot lets people in again.
    """
    path = Path(settings.DOVECOT_DIR) / "dovecot.conf"
    kept = path.read_text()
    _configure(path, kept.replace("mail_fsync = optimized", "mail_fsync = never"), address)
    try:
        yield
    finally:
        _configure(path, kept, address)
        os.sync()


def _configure(path: Path, text: str, address: str) -> None:
    """Processes that begin from now on have it; nobody has opened a mailbox yet."""
    path.write_text(text)
    subprocess.run(["doveadm", "-c", str(path), "reload"], check=True)
    deadline = time.monotonic() + _RELOAD_S
    while True:
        try:
            Link(address).close()
        except StoreUnavailable:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            return


def clone(source: str, target: str) -> None:
    """The same mails for another mailbox; neither is open."""
    copy(folder_of(source), folder_of(target))


def copy(old: Path, new: Path) -> None:
    """A mailbox's folder. Nobody writes to a mail's file again, so a link will do; the index is
    copied.
    """
    new.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(old, new, copy_function=_link_or_copy)
    owner = old.stat()
    for path in (new.parent, new, *new.rglob("*")):
        if not path.name.startswith("u."):
            os.chown(path, owner.st_uid, owner.st_gid)


def _link_or_copy(source: str, target: str) -> None:
    if Path(source).name.startswith("u."):
        os.link(source, target)
    else:
        shutil.copy2(source, target)


def folder_of(address: str) -> Path:
    """Where Dovecot keeps a mailbox."""
    local, _, domain = address.partition("@")
    return Path(settings.MAIL_DIR) / domain / local / "mail"


def _mail(number: int, measured: int) -> dict[str, object]:
    """Written by hand: a library's folding would take an hour for a hundred thousand."""
    chance = random.Random(number)  # the same mails in every run
    at = _FIRST_AT + _STEP * number
    if number == measured - 2:
        subject, body = TEXT_SUBJECT, _text(chance, number)
    elif number == measured - 1:
        subject, body = HTML_SUBJECT, _html(chance, number, size_bytes=30_000)
    else:
        subject, body = _subject(chance, number), _any(chance, number)
    head = _head(chance, number, subject, at)
    content = f"{head}{body}".replace("\n", "\r\n").encode()
    return {"msg": content, "flags": [] if number % 40 == 0 else ["\\Seen"], "date": at}


def _subject(chance: random.Random, number: int) -> str:
    rare = f" {RARE[chance.randrange(len(RARE))]}" if number % 5 == 0 else ""
    return (
        f"V/v {chance.choice(_KINDS)} {chance.choice(_ABOUT)} {chance.choice(_PLACES)}"
        f"{rare} số {number}/CV"
    )


def _head(chance: random.Random, number: int, subject: str, at: datetime) -> str:
    sender = chance.randrange(200)
    return (
        f"Received: from mx.dienbien.example by mail.dienbien.example; {format_datetime(at)}\n"
        f"From: {_encoded(_NAMES[sender % len(_NAMES)])} <p{sender}@vp.dienbien.example>\n"
        f"To: {_encoded('Văn phòng')} <vanphong@stttt.dienbien.example>\n"
        f"Subject: {_encoded(subject)}\n"
        f"Date: {format_datetime(at)}\n"
        f"Message-ID: <{number}.{chance.randrange(10**9)}@vp.dienbien.example>\n"
        "MIME-Version: 1.0\n"
    )


def _encoded(words: str) -> str:
    """RFC 2047: one encoded word for every five words, as Vietnamese mail is."""
    parts = words.split()
    groups = [" ".join(parts[n : n + 5]) for n in range(0, len(parts), 5)]
    spaced = [group + " " for group in groups[:-1]] + groups[-1:]
    return "\n ".join(f"=?UTF-8?B?{b64encode(g.encode()).decode()}?=" for g in spaced)


def _any(chance: random.Random, number: int) -> str:
    body = (_html if number % 4 == 3 else _text)(chance, number)
    if number % 10 != 9:
        return body
    content = encodebytes(chance.randbytes(6_000)).decode()
    return (
        'Content-Type: multipart/mixed; boundary="dd"\n\n'
        f"--dd\n{body}\n--dd\n"
        f'Content-Type: application/pdf; name="van-ban-{number}.pdf"\n'
        f'Content-Disposition: attachment; filename="van-ban-{number}.pdf"\n'
        f"Content-Transfer-Encoding: base64\n\n{content}\n--dd--\n"
    )


def _text(chance: random.Random, number: int) -> str:
    return _PLAIN.format("plain") + "\n".join(_words(chance, number, 12)) + "\n"


def _html(chance: random.Random, number: int, size_bytes: int = 4_000) -> str:
    rows: list[str] = []
    while sum(map(len, rows)) < size_bytes * 0.8:  # letters with marks take two bytes or three
        rows += [_row(words) for words in _words(chance, number, 8)]
    page = "\n".join(["<html><body><table style='border:1px solid #999'>", *rows, "</table>"])
    return (
        'Content-Type: multipart/alternative; boundary="aa"\n\n'
        f"--aa\n{_text(chance, number)}\n--aa\n{_PLAIN.format('html')}{page}</body></html>\n"
        "--aa--\n"
    )


def _row(words: str) -> str:
    return (
        f"<tr><td style='padding:4px;color:#1b2530'><b>{words[:12]}</b></td><td>{words}</td></tr>"
    )


def _words(chance: random.Random, number: int, lines: int) -> list[str]:
    found = [f"{chance.choice(_SENTENCES)} ({chance.randrange(10**6)})" for _ in range(lines)]
    if number % 5 == 2:
        found[-1] += f" Xem thêm {RARE[chance.randrange(len(RARE))]}."
    return found
