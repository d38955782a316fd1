"""Files: written once, durable, unchanged; what a broken disk says."""

import hashlib
from pathlib import Path

import pytest
from django.test import override_settings

from docflow.documents.files import open_content, path_of, read_content, store_file
from docflow.rules.states import FileRole
from mailsvc.base.errors import Invalid, StoreUnavailable, TooLarge
from tests.service.docflow.offices import make_file

CONTENT = b"%PDF-1.4\n\x00\xff noi dung"


def test_bytes_come_back_as_they_were() -> None:
    stored = make_file(CONTENT)
    assert read_content(stored.sha256) == CONTENT
    assert stored.sha256 == hashlib.sha256(CONTENT).hexdigest()
    with open_content(stored.sha256) as file:
        assert file.read(4) == b"%PDF"


def test_same_bytes_are_written_once_and_not_to_be_changed(files_dir: Path) -> None:
    first, second = make_file(CONTENT), make_file(CONTENT, name="Tên khác.pdf")
    assert first.sha256 == second.sha256
    assert [p for p in files_dir.rglob("*") if p.is_file()] == [path_of(first.sha256)]
    assert path_of(first.sha256).stat().st_mode & 0o777 == 0o440


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\van ban\\Công văn.pdf", "Công văn.pdf"),
        ("bao\r\ncao\x00.pdf", "bao cao .pdf"),
        ("", "tep"),
        ("..", "tep"),
        ("x" * 400 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_name_has_no_path_and_one_line(name: str, kept: str) -> None:
    assert make_file(CONTENT, name=name).name == kept


def test_empty_file_is_refused() -> None:
    with pytest.raises(Invalid):
        make_file(b"")


def test_limit_is_named(files_dir: Path) -> None:
    big = b"x" * (1024 * 1024 + 1)
    limit = override_settings(ATTACHMENTS_MAX_BYTES=1024 * 1024)
    with limit, pytest.raises(TooLarge, match="1 MB"):
        store_file(big, name="to.bin", mime="a/b", role=FileRole.ANNEX)
    assert not files_dir.exists()


def test_unwritable_store_says_try_later(files_dir: Path) -> None:
    files_dir.parent.mkdir(exist_ok=True)
    files_dir.write_text("không phải thư mục")
    with pytest.raises(StoreUnavailable):
        make_file(CONTENT)


def test_lost_file_says_try_later() -> None:
    with pytest.raises(StoreUnavailable):
        read_content("0" * 64)
