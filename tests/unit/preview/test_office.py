"""Office files: by LibreOffice itself where it is installed; else by a program in its place."""

import io
import shutil
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from docx import Document

from mailsvc.base.errors import Invalid
from mailsvc.preview.draw import draw
from mailsvc.preview.kinds import Kind, kind_of
from mailsvc.preview.office import as_pdf, has_office
from mailsvc.preview.words import read_words
from tests.support.pdfs import make_letter

# Answers to LibreOffice's name: keeps what it was called with, prints a page that lies beside it.
_STAND_IN = """#!/bin/sh
here=$(dirname "$0")
echo "$@" > "$here/called"
home=${1#-env:UserInstallation=file://}
cp "$home/user/registrymodifications.xcu" "$here/settings"
while [ "$1" != --outdir ]; do shift; done
cat "$3" > "$here/given"
[ -e "$here/page.pdf" ] && cp "$here/page.pdf" "$2/tep.pdf"
exit 0
"""
_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type="%s"/><manifest:file-entry '
    'manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
_ODT = "application/vnd.oasis.opendocument.text"


@pytest.fixture
def stand_in(tmp_path, monkeypatch) -> Path:
    program = tmp_path / "soffice"
    program.write_text(_STAND_IN)
    program.chmod(0o755)
    (tmp_path / "page.pdf").write_bytes(make_letter("12/STC-VP", "báo cáo"))
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def _docx(words: str = "Kính gửi đồng chí Đỗ Thị Ước") -> bytes:
    out, letter = io.BytesIO(), Document()
    letter.add_paragraph(words)
    letter.save(out)
    return out.getvalue()


def test_file_is_printed_in_an_empty_home_that_asks_nobody(stand_in):
    content = _docx()
    found = draw(content, kind_of(content, "Báo cáo.docx"), 1)
    assert (found.pages, found.mime) == (1, "image/jpeg")
    assert (stand_in / "given").read_bytes() == content
    called = (stand_in / "called").read_text()
    assert "--headless" in called and "--convert-to pdf" in called
    settings = (stand_in / "settings").read_text()
    assert '"BlockUntrustedRefererLinks" oor:op="fuse"><value>true' in settings
    assert '"DisableMacrosExecution" oor:op="fuse"><value>true' in settings
    assert not Path(called.split("file://")[1].split()[0]).exists()


def test_without_a_page_it_cannot_be_shown(stand_in):
    (stand_in / "page.pdf").unlink()
    with pytest.raises(Invalid, match="Không xem trước được tệp này"):
        as_pdf(_docx())


def test_without_libreoffice_it_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not has_office()
    with pytest.raises(Invalid, match="chưa cài LibreOffice"):
        draw(_docx(), Kind.OFFICE, 1)


needs_office = pytest.mark.skipif(
    not shutil.which("soffice"), reason="LibreOffice is not installed"
)


@pytest.fixture
def asked() -> Iterator[list[str]]:
    """A server beside the program; what it is asked, its address first."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

        def log_message(self, *_words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    paths.append(f"http://127.0.0.1:{server.server_port}")
    yield paths
    server.shutdown()
    server.server_close()


def _odt(body: str) -> bytes:
    names = ("office:1.0", "text:1.0", "drawing:1.0", "svg-compatible:1.0")
    short = ("office", "text", "draw", "svg")
    spaces = " ".join(
        f'xmlns:{a}="urn:oasis:names:tc:opendocument:xmlns:{b}"'
        for a, b in zip(short, names, strict=True)
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", _ODT)
        archive.writestr("META-INF/manifest.xml", _MANIFEST % _ODT)
        archive.writestr(
            "content.xml",
            f'<office:document-content {spaces} xmlns:xlink="http://www.w3.org/1999/xlink" '
            'office:version="1.2"><office:body><office:text><text:p>Kinh gui</text:p>'
            f"{body}</office:text></office:body></office:document-content>",
        )
    return out.getvalue()


@needs_office
def test_libreoffice_prints_and_asks_for_nothing(asked, tmp_path):
    secret = tmp_path / "khoa.txt"
    secret.write_text("KHOA-BI-MAT")
    body = (
        '<text:p><draw:frame text:anchor-type="as-char" svg:width="3cm" svg:height="3cm">'
        f'<draw:image xlink:type="simple" xlink:href="{asked[0]}/a.png"/></draw:frame></text:p>'
        '<text:section text:name="S"><text:section-source xlink:type="simple" '
        f'xlink:href="file://{secret}"/><text:p>cũ</text:p></text:section>'
    )
    text = " ".join(read_words(as_pdf(_odt(body))).texts)
    assert "Kinh gui" in text and "KHOA" not in text
    assert asked[1:] == []
