"""What can be shown of a file, judged by its first bytes and its name. Pure."""

from enum import StrEnum

_TEXT_NAMES = (".txt", ".csv", ".log", ".md", ".ics", ".vcf", ".eml", ".xml", ".json", ".html")
_OFFICE_NAMES = (".docx", ".doc", ".xlsx", ".xls", ".pptx", ".ppt", ".odt", ".ods", ".odp", ".rtf")
_NAMES = (
    *(".pdf", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".tif", ".tiff"),
    *_TEXT_NAMES,
    *_OFFICE_NAMES,
)
_TYPES = frozenset({"application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp"})
_PICTURE_STARTS = (b"\x89PNG\r\n", b"GIF87a", b"GIF89a", b"\xff\xd8\xff", b"BM", b"II*\0", b"MM\0*")


class Kind(StrEnum):
    """How a file is drawn."""

    PICTURE = "picture"
    PDF = "pdf"
    TEXT = "text"
    OFFICE = "office"
    NONE = ""


def kind_of(content: bytes, filename: str) -> Kind:
    """By content first: a name may say anything."""
    name = filename.casefold()
    if content[:1024].lstrip().startswith(b"%PDF-"):
        return Kind.PDF
    if content.startswith(_PICTURE_STARTS) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP"):
        return Kind.PICTURE
    if name.endswith(_OFFICE_NAMES) and content.startswith(
        (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf")
    ):
        return Kind.OFFICE
    if name.endswith(_TEXT_NAMES) and b"\0" not in content[:4096]:
        return Kind.TEXT
    return Kind.NONE


def may_show(content_type: str, filename: str) -> bool:
    """Before its bytes are at hand: whether a link to a preview is worth showing."""
    return content_type in _TYPES or filename.casefold().endswith(_NAMES)
