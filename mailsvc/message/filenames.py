"""File names that may be shown, saved and sent: one line, no path, no names a system refuses."""

import mimetypes
import re

from mailsvc.message import limits
from mailsvc.message.decode import clean_value

_FORBIDDEN = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')
# Marks that turn the reading direction make "fdp.exe" look like "exe.pdf".
_DIRECTION = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_PROGRAM = (
    "exe|com|scr|pif|bat|cmd|ps1|vbs?|vbe|jse?|wsf|wsh|hta|msi|msc|lnk|reg|jar|cpl|dll|chm|url"
)
_PROGRAMS = re.compile(rf"\.(?:{_PROGRAM})$", re.IGNORECASE)
_RISKY = re.compile(
    rf"\.(?:{_PROGRAM}|iso|img|vhdx?|docm|dotm|xlsm|xltm|xlam|pptm|ppam|html?|xhtml|shtml|svg|swf"
    r"|one)$",
    re.IGNORECASE,
)
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,10}$")


def clean_filename(name: str) -> str:
    """The last step of a path, shortened before the extension; "" when nothing is left."""
    last = re.split(r"[/\\]", clean_value(name).rstrip("/\\"))[-1]
    kept = _DIRECTION.sub("", _FORBIDDEN.sub("_", last)).strip(" .")
    if len(kept) <= limits.FILENAME_CHARS:
        return kept
    found = _EXTENSION.search(kept)
    extension = found[0] if found else ""
    return kept[: limits.FILENAME_CHARS - len(extension)].rstrip() + extension


def is_program(filename: str) -> bool:
    """A file that is nothing but something to run."""
    return _PROGRAMS.search(filename) is not None


def is_risky(filename: str) -> bool:
    """A program, or a document that may bring one along."""
    return _RISKY.search(filename) is not None


def default_filename(number: int, content_type: str) -> str:
    """A name for a part that has none."""
    if content_type == "message/rfc822":
        return f"thư kèm {number}.eml"
    return f"tệp kèm {number}{mimetypes.guess_extension(content_type) or '.bin'}"
