"""Real files are drawn; broken and hostile ones are refused, and soon."""

import io
import zlib

import pytest
from PIL import Image

from mailsvc.base.errors import Invalid, TooLarge
from mailsvc.preview.draw import draw
from mailsvc.preview.kinds import Kind, kind_of, may_show
from tests.support.pdfs import make_letter


def _picture(fmt: str, size: tuple[int, int] = (3000, 200)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, fmt)
    return out.getvalue()


def _bomb() -> bytes:
    """A PNG of 100,000 × 100,000 points in a few bytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        check = zlib.crc32(name + data).to_bytes(4, "big")
        return len(data).to_bytes(4, "big") + name + data + check

    size = (100_000).to_bytes(4, "big")
    head = chunk(b"IHDR", size * 2 + b"\x08\x02\0\0\0")
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 9999))


def test_pdf_is_drawn_page_by_page():
    letter = make_letter("12/STC-VP", "báo cáo")
    found = draw(letter, kind_of(letter, "x.pdf"), 7)
    assert (found.page, found.pages) == (1, 1)
    assert Image.open(io.BytesIO(found.picture)).width == 1100


@pytest.mark.parametrize("fmt", ["PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF"])
def test_pictures_are_drawn_smaller_and_anew(fmt):
    content = _picture(fmt)
    found = draw(content, kind_of(content, "x"), 1)
    image = Image.open(io.BytesIO(found.picture))
    assert (image.format, image.width) == ("JPEG", 1100)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.4 demo", Kind.PDF),
        (b"\x89PNG\r\n\x1a\n", Kind.PICTURE),
        (_bomb(), Kind.PICTURE),
        (b"", Kind.PDF),
        (b"GIF89a" + b"\xff" * 999, Kind.PICTURE),
    ],
    ids=["pdf", "png", "bomb", "empty", "gif"],
)
def test_broken_files_are_refused(content, kind):
    with pytest.raises(Invalid):
        draw(content, kind, 1)


def test_too_large():
    with pytest.raises(TooLarge):
        draw(b"%PDF-" + b"x" * 40_000_001, Kind.PDF, 1)


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"%PDF-1.7", "a.txt", Kind.PDF),
        (b"MZ\x90\0", "a.pdf", Kind.NONE),
        (b"<svg onload=x>", "a.svg", Kind.NONE),
        (b"<script>", "a.html", Kind.TEXT),
        (b"PK\x03\x04", "a.docx", Kind.OFFICE),
        (b"PK\x03\x04", "a.zip", Kind.NONE),
        (b"a\0b", "a.txt", Kind.NONE),
    ],
)
def test_kind_is_told_by_content_first(content, name, kind):
    assert kind_of(content, name) == kind


def test_links_are_shown_where_worth_it():
    assert may_show("application/octet-stream", "Công văn.PDF")
    assert not may_show("application/zip", "a.zip")
