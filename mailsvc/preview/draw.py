"""`draw`: one page of a file as a picture, drawn in a process that may fail."""

from dataclasses import dataclass
from pathlib import Path

from mailsvc.base.child import ChildFailed, run_child
from mailsvc.base.errors import TooLarge
from mailsvc.preview.kinds import Kind
from mailsvc.preview.office import as_pdf, cannot_show

_CHILD = Path(__file__).with_name("child.py")
_FILE_MAX_BYTES = 40_000_000
_PNG = b"\x89PNG"
_WAIT_S = 20


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
        content, kind = as_pdf(content), Kind.PDF
    try:
        look = "light" if is_light else "full"
        output = run_child(_CHILD, kind, str(page), look, content=content, wait_s=_WAIT_S)
    except ChildFailed as error:
        raise cannot_show() from error
    pages, _, picture = output.partition(b"\n")
    if not picture.startswith((b"\xff\xd8", _PNG)):
        raise cannot_show()
    return Drawn(picture, min(max(page, 1), int(pages)), int(pages))
