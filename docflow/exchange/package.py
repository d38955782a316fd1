"""The transfer package: a zip with `manifest.xml` and the files it names. Pure, both ways.

Field names and lengths follow ND30 Annex VI part II. What is read comes from strangers: sizes are
counted while unpacking, nothing unnamed is opened, each file must match its sha256.
"""

import hashlib
import io
import zipfile
import zlib
from dataclasses import dataclass
from datetime import date
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from docflow.rules.kinds import OFFICIAL_LETTER, find_type
from docflow.rules.levels import Urgency, refuse_state_secret
from docflow.rules.own import is_own
from docflow.rules.states import FileRole
from mailsvc.base.errors import Invalid, TooLarge
from mailsvc.base.text import clean_line

MIME = "application/vnd.congvan.package+zip"
FILE_NAME = "goi-van-ban.zip"
MANIFEST = "manifest.xml"
VERSION = "1"
MANIFEST_MAX_BYTES = 256 * 1024
FILES_MAX = 50
_ROLES = (FileRole.MAIN, FileRole.ANNEX)
_LIMITS = {
    "uid": 200,
    "sender": 35,
    "issuer": 200,
    "number": 11,
    "notation": 30,
    "subject": 500,
    "signer_name": 50,
    "signer_position": 100,
}
_OWN_TYPE = {"type_name": 100, "type_abbr": 10}
# A fixed time: the same package gives the same bytes.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class PackageFile:
    """One file in a package."""

    role: FileRole
    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class TransferPackage:
    """A document on its way between installations.

    `type_name` and `type_abbr` are of a type of the sender's own list, whose code means nothing to
    others; `doc_type` is then công văn until the receiver finds what is nearest.
    """

    uid: str
    sender: str
    issuer: str
    doc_type: str
    number: str
    notation: str
    issued_on: date
    subject: str
    urgency: str
    signer_name: str = ""
    signer_position: str = ""
    type_name: str = ""
    type_abbr: str = ""
    files: tuple[PackageFile, ...] = ()


def write(package: TransferPackage) -> bytes:
    """The package as a zip; members have neutral names, the manifest holds the real ones."""
    root = Element("package", version=VERSION)
    for name in (*_LIMITS, "doc_type", "urgency"):
        SubElement(root, name).text = getattr(package, name)
    for name in _OWN_TYPE:
        if getattr(package, name):
            SubElement(root, name).text = getattr(package, name)
    SubElement(root, "issued_on").text = package.issued_on.isoformat()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for index, file in enumerate(package.files, start=1):
            member = f"files/{index:02}"
            SubElement(
                root,
                "file",
                member=member,
                role=file.role,
                name=file.name,
                mime=file.mime,
                size=str(len(file.content)),
                sha256=hashlib.sha256(file.content).hexdigest(),
            )
            archive.writestr(_member(member), file.content)
        archive.writestr(_member(MANIFEST), tostring(root, encoding="utf-8", xml_declaration=True))
    return buffer.getvalue()


def read(content: bytes, *, max_bytes: int) -> TransferPackage:
    """The package in these bytes; Invalid("package") for an unsound one, TooLarge over the cap."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _read(archive, max_bytes)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
        ValueError,  # a changed offset of a member leads before the file
    ) as error:
        raise _unsound("not a zip") from error


def _read(archive: zipfile.ZipFile, max_bytes: int) -> TransferPackage:
    members = {info.filename: info for info in archive.infolist()}
    if len(members) != len(archive.infolist()) or MANIFEST not in members:
        raise _unsound("members")
    root = _parse(_unpack(archive, members[MANIFEST], MANIFEST_MAX_BYTES))
    rows = root.findall("file")
    named = {row.get("member", "") for row in rows}
    if len(rows) > FILES_MAX or len(named) != len(rows) or named != set(members) - {MANIFEST}:
        raise _unsound("files")
    files: list[PackageFile] = []
    left = max_bytes
    for row in rows:
        file = _file(archive, members[row.get("member", "")], row, left)
        left -= len(file.content)
        files.append(file)
    if [file.role for file in files].count(FileRole.MAIN) != 1:
        raise _unsound("main file")
    return _package(root, tuple(files))


def _parse(manifest: bytes) -> Element:
    try:
        root: Element = fromstring(manifest, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise _unsound("manifest") from error
    if root.tag != "package" or root.get("version") != VERSION:
        raise _unsound("version")
    return root


def _package(root: Element, files: tuple[PackageFile, ...]) -> TransferPackage:
    text = {name: _text(root, name, limit) for name, limit in _LIMITS.items()}
    urgency = _text(root, "urgency", 20)
    doc_type = _text(root, "doc_type", 30)
    own = dict.fromkeys(_OWN_TYPE, "")
    if is_own(doc_type):
        doc_type = OFFICIAL_LETTER  # the sender's own code means nothing here, its name does
        own = {name: _text(root, name, limit) for name, limit in _OWN_TYPE.items()}
    find_type(doc_type)
    refuse_state_secret(_text(root, "secrecy", 20) or "thuong")
    if urgency not in Urgency.values or not text["subject"] or not text["issuer"]:
        raise _unsound("fields")
    try:
        issued_on = date.fromisoformat(_text(root, "issued_on", 10))
    except ValueError as error:
        raise _unsound("date") from error
    return TransferPackage(
        **text, **own, doc_type=doc_type, urgency=urgency, issued_on=issued_on, files=files
    )


def _file(archive: zipfile.ZipFile, info: zipfile.ZipInfo, row: Element, left: int) -> PackageFile:
    role, name = row.get("role", ""), clean_line(row.get("name", ""))
    if role not in _ROLES or not name or "/" in name or "\\" in name or len(name) > 255:
        raise _unsound("file name")
    content = _unpack(archive, info, left)
    if hashlib.sha256(content).hexdigest() != row.get("sha256", ""):
        raise _unsound("sha256")
    return PackageFile(FileRole(role), name, clean_line(row.get("mime", ""))[:127], content)


def _unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes:
    """At most `limit` bytes, counted while unpacking: the header's size is the stranger's word."""
    with archive.open(info) as member:
        content = member.read(limit + 1)
    if len(content) > limit:
        raise TooLarge("package_size", "Gói văn bản lớn hơn mức cho phép.")
    return content


def _text(root: Element, name: str, limit: int) -> str:
    value = clean_line(root.findtext(name) or "")
    if len(value) > limit:
        raise _unsound(name)
    return value


def _member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, date_time=_ZIP_TIME)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _unsound(what: str) -> Invalid:
    return Invalid("package", "Gói văn bản hỏng hoặc không đúng quy cách.", what=what)
