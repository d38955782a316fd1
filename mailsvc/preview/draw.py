"""`draw`: one page of a file as a picture, drawn in a process that may fail."""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from mailsvc.base.child import ChildFailed, run_child, run_program
from mailsvc.base.errors import Invalid, TooLarge
from mailsvc.preview.kinds import Kind

_CHILD = Path(__file__).with_name("child.py")
_FILE_MAX_BYTES = 40_000_000
_PNG = b"\x89PNG"
_WAIT_S = 20
_OFFICE_WAIT_S = 60


@dataclass(frozen=True)
class Drawn:
    """A picture of one page, JPEG or PNG."""

    picture: bytes
    page: int
    pages: int

    @property
    def mime(self) -> str:
        return "image/png" if self.picture.startswith(_PNG) else "image/jpeg"


def draw(content: bytes, kind: Kind, page: int, *, is_light: bool = False) -> Drawn:
    """Invalid("preview") for a file that cannot be drawn, TooLarge above 40 MB.

    A light picture is grey and small, to be read beside a form over a thin line.
    """
    if len(content) > _FILE_MAX_BYTES:
        raise TooLarge("preview", "Tệp quá lớn để xem trước. Đồng chí tải tệp về máy.")
    if kind == Kind.OFFICE:
        content, kind = _as_pdf(content), Kind.PDF
    try:
        look = "light" if is_light else "full"
        output = run_child(_CHILD, kind, str(page), look, content=content, wait_s=_WAIT_S)
    except ChildFailed as error:
        raise _cannot() from error
    pages, _, picture = output.partition(b"\n")
    if not picture.startswith((b"\xff\xd8", _PNG)):
        raise _cannot()
    return Drawn(picture, min(max(page, 1), int(pages)), int(pages))


def has_office() -> bool:
    """Whether office files can be drawn here."""
    return _office() is not None


def _office() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


def _as_pdf(content: bytes) -> bytes:
    """By LibreOffice in an empty home, macros never run when converting."""
    program = _office()
    if program is None:
        raise Invalid("preview", "Máy chủ chưa cài LibreOffice nên chưa xem trước được tệp này.")
    with tempfile.TemporaryDirectory(prefix="cv-xem-") as folder:
        source = Path(folder) / "tep"
        source.write_bytes(content)
        profile = f"-env:UserInstallation=file://{folder}/home"
        how = ["--headless", "--norestore", "--convert-to", "pdf", "--outdir", folder, str(source)]
        try:
            run_program([program, profile, *how], b"", _OFFICE_WAIT_S)
        except ChildFailed as error:
            raise _cannot() from error
        made = source.with_suffix(".pdf")
        if not made.exists():
            raise _cannot()
        return made.read_bytes()


def _cannot() -> Invalid:
    return Invalid("preview", "Không xem trước được tệp này. Đồng chí tải tệp về máy.")
