"""The transfer package: what is written is read again; what is hostile is refused."""

import io
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docflow.exchange.package import MANIFEST, PackageFile, TransferPackage, read, write
from docflow.rules.states import FileRole
from mailsvc.base.errors import Forbidden, Invalid, Refused, TooLarge

LIMIT = 1024 * 1024
MAIN = PackageFile(FileRole.MAIN, "Công văn 15.pdf", "application/pdf", b"%PDF-1.7 \x00\xff" * 99)
ANNEX = PackageFile(FileRole.ANNEX, 'Phụ lục <1> & "2".xlsx', "application/x", b"so lieu")
PACKAGE = TransferPackage(
    uid="STTTT,2009/11/16,15/STTTT-CNTT",
    sender="STTTT",
    issuer="Sở Thông tin và Truyền thông",
    doc_type="cong_van",
    number="15",
    notation="STTTT-CNTT",
    issued_on=date(2009, 11, 16),
    subject="báo cáo <số liệu> & “tỷ lệ” năm 2009",
    urgency="khan",
    signer_name="Nguyễn Văn Bình",
    signer_position="Giám đốc",
    files=(MAIN, ANNEX),
)


def test_what_is_written_is_read_again() -> None:
    assert read(write(PACKAGE), max_bytes=LIMIT) == PACKAGE


def test_same_package_gives_the_same_bytes() -> None:
    assert write(PACKAGE) == write(PACKAGE)


def _repacked(
    change: dict[str, bytes | None] | None = None, manifest: tuple[str, str] = ("", "")
) -> bytes:
    """The sound package with members replaced, added or (None) removed."""
    with zipfile.ZipFile(io.BytesIO(write(PACKAGE))) as archive:
        members: dict[str, bytes | None] = {n: archive.read(n) for n in archive.namelist()}
    text = (members[MANIFEST] or b"").decode()
    assert manifest[0] in text
    members[MANIFEST] = text.replace(*manifest, 1).encode() if manifest[0] else text.encode()
    members |= change or {}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            if content is not None:
                archive.writestr(name, content)
    return buffer.getvalue()


DTD = '<!DOCTYPE package [<!ENTITY x "y"><!ENTITY z "&x;&x;&x;">]><package version="1">'
FILE = "http://example.vn/x"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04 khong phai zip",
        write(PACKAGE)[:-40],
        _repacked({MANIFEST: None}),
        _repacked({MANIFEST: b"<package version='1'"}),
        _repacked({MANIFEST: DTD.encode() + b"</package>"}),
        _repacked({"files/01": b"khac"}),
        _repacked({"files/01": None}),
        _repacked({"files/09": b"khong ai nhac den"}),
        _repacked({"../../tmp/x": b"ra ngoai"}),
        _repacked(manifest=('version="1"', 'version="2"')),
        _repacked(manifest=('name="Công văn 15.pdf"', 'name="../../etc/passwd"')),
        _repacked(manifest=('role="main"', 'role="annex"')),
        _repacked(manifest=('role="annex"', 'role="source"')),
        _repacked(manifest=("<issued_on>2009-11-16", "<issued_on>2009-02-30")),
        _repacked(manifest=("<urgency>khan", "<urgency>gap")),
        _repacked(manifest=("<doc_type>cong_van", "<doc_type>khong_co")),
        _repacked(manifest=("<subject>", "<subject>" + "x" * 600)),
        _repacked(manifest=("<number>15", "<number>" + "1" * 40)),
    ],
    ids=range(19),
)
def test_unsound_package_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid):
        read(content, max_bytes=LIMIT)


def test_external_entity_is_refused() -> None:
    manifest = (
        b'<!DOCTYPE p [<!ENTITY f SYSTEM "file:///etc/passwd">]><package version="1">&f;</package>'
    )
    with pytest.raises(Invalid):
        read(_repacked({MANIFEST: manifest}), max_bytes=LIMIT)


def test_bomb_is_stopped_while_unpacking() -> None:
    bomb = replace(PACKAGE, files=(replace(MAIN, content=b"\0" * (8 * LIMIT)),))
    packed = write(bomb)
    assert len(packed) < LIMIT
    with pytest.raises(TooLarge):
        read(packed, max_bytes=LIMIT)


def test_limit_counts_all_files_together() -> None:
    half = replace(MAIN, content=b"a" * (LIMIT * 2 // 3))
    other = replace(ANNEX, content=b"b" * (LIMIT * 2 // 3))
    with pytest.raises(TooLarge):
        read(write(replace(PACKAGE, files=(half, other))), max_bytes=LIMIT)


def test_secret_package_is_refused() -> None:
    content = _repacked(manifest=("<subject>", "<secrecy>mat</secrecy><subject>"))
    with pytest.raises(Forbidden):
        read(content, max_bytes=LIMIT)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 255))
def test_a_changed_byte_is_refused_or_harmless(place: int, value: int) -> None:
    content = bytearray(write(PACKAGE))
    content[place % len(content)] = value
    try:
        found = read(bytes(content), max_bytes=LIMIT)
    except Refused:
        return
    assert found.files == PACKAGE.files
