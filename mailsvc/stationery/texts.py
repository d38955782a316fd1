"""Texts as they are kept: clean, and with known placeholders only. Pure."""

from mailsvc.base.errors import Invalid
from mailsvc.base.text import nfc
from mailsvc.stationery.placeholders import list_unknown


def clean_text(text: str) -> str:
    """Letters and line ends, NFC, no blanks at line ends."""
    kept = nfc(text).replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    clean = "".join(c for c in kept if c == "\n" or c.isprintable())
    return "\n".join(line.rstrip() for line in clean.split("\n")).strip("\n")


def require_known(text: str) -> None:
    """Invalid("placeholder") naming what is no placeholder."""
    unknown = list_unknown(text)
    if unknown:
        named = ", ".join(f"{{{name}}}" for name in unknown[:5])
        raise Invalid("placeholder", f"Không có chỗ điền {named}: đồng chí xem danh sách bên dưới.")
