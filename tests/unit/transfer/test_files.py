"""Files of mails: what is written reads back the same; strangers' files are read within limits."""

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailsvc.base.errors import Invalid
from mailsvc.mailstore.values import Stored
from mailsvc.transfer import reading, writing
from mailsvc.transfer.reading import FoundMail, read_mails

AT = datetime(2009, 12, 22, 1, 42, 7, tzinfo=UTC)
MOST = 100_000
TEXTS = [
    "Giấy mời họp",
    "From here on: một dòng bắt đầu bằng From\r\n\r\nFrom giữa thư\r\n>From đã có dấu",
    "",
    "cuối\r\n\r\n",
]


def mail(text: str = "Nội dung", subject: str = "Giấy mời", **headers: str) -> bytes:
    head = {"From": "nam@stc.example", "Date": "Tue, 22 Dec 2009 08:42:00 +0700"} | headers
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in head.items())
    return f"{lines}Subject: {subject}\r\n\r\n{text}\r\n".encode()


def read(tmp_path: Path, content: bytes) -> list[FoundMail]:
    path = tmp_path / "upload"
    path.write_bytes(content)
    return list(read_mails(path, mail_max_bytes=MOST))


def packed(*entries: tuple[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize("write", [writing.mbox, writing.eml_zip])
def test_what_is_written_reads_back(tmp_path: Path, write: writing.Writer) -> None:
    marks = frozenset({"\\Seen", "\\Flagged"})
    mails = [Stored(n, mail(text), marks, AT) for n, text in enumerate(TEXTS)]
    with write(tmp_path / "out") as add:
        for one in mails:
            add(one)
    found = read(tmp_path, (tmp_path / "out").read_bytes())
    assert [one.problem for one in found] == [""] * len(TEXTS)
    if write is writing.eml_zip:
        assert [one.content for one in found] == [one.content for one in mails]
        return
    for read_back, text in zip(found, TEXTS, strict=True):
        assert read_back.content.endswith(b"\r\n\r\n" + text.encode() + b"\r\n")
        assert (read_back.received_at, read_back.flags) == (AT, marks)


def test_unread_stays_unread(tmp_path: Path) -> None:
    with writing.mbox(tmp_path / "out") as add:
        add(Stored(1, mail(), frozenset(), AT))
    (found,) = read(tmp_path, (tmp_path / "out").read_bytes())
    assert found.flags == frozenset()


def test_one_eml_with_bare_line_ends_and_nul(tmp_path: Path) -> None:
    (found,) = read(tmp_path, mail("a\0b").replace(b"\r\n", b"\n"))
    assert found.content == mail("ab")
    assert found.received_at == datetime(2009, 12, 22, 1, 42, tzinfo=UTC)
    assert found.flags == {"\\Seen"}


def test_names_in_a_zip_go_nowhere(tmp_path: Path) -> None:
    found = read(tmp_path, packed(("../../etc/passwd\n.eml", mail()), ("x.txt", b"khong phai")))
    assert [one.problem for one in found] == ["", "không phải thư"]
    assert "/" not in found[0].label
    assert "\n" not in found[0].label
    assert list(tmp_path.iterdir()) == [tmp_path / "upload"]


def test_mbox_within_a_zip(tmp_path: Path) -> None:
    with writing.mbox(tmp_path / "out") as add:
        add(Stored(1, mail(), frozenset(), AT))
        add(Stored(2, mail(), frozenset(), AT))
    found = read(tmp_path, packed(("Hop thu", (tmp_path / "out").read_bytes())))
    assert [one.label for one in found] == ["Hop thu: 1", "Hop thu: 2"]


def test_too_large_ones_are_named_and_the_others_read(tmp_path: Path) -> None:
    large = mail("x" * 200_000)
    found = read(tmp_path, packed(("a.eml", large), ("b.eml", mail())))
    assert [one.problem for one in found] == ["quá lớn", ""]
    start = b"From a@b Tue Dec 22 01:42:07 2009\n"
    found = read(
        tmp_path, start + large.replace(b"x" * 70, b"x" * 69 + b"\n") + b"\n" + start + mail()
    )
    assert [one.problem for one in found] == ["quá lớn", ""]


def test_damaged_entry_is_named(tmp_path: Path) -> None:
    content = bytearray(packed(("a.eml", mail("y" * 500)), ("b.eml", mail())))
    content[45:60] = b"\xff" * 15
    problems = [one.problem for one in read(tmp_path, bytes(content))]
    assert problems == ["không giải nén được", ""]


@pytest.mark.parametrize(
    "content", [b"", b"MZ\x90\0", b"%PDF-1.4", "chỉ là chữ".encode(), b"PK\x03\x04" + b"x" * 50]
)
def test_other_files_are_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Invalid):
        read(tmp_path, content)


def test_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(reading, "UNPACKED_MAX_BYTES", 1000)
    with pytest.raises(Invalid):
        read(tmp_path, packed(("a.eml", mail("x" * 2000))))
