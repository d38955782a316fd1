"""Nothing reaches an IMAP command unchecked: IMAPClient 4.1 sends CR and LF on (its issue 657)."""

import re
from collections.abc import Collection, Iterable

from mailsvc.base.errors import Invalid
from mailsvc.base.text import nfc

FOLDER_CHARS = 60
SEARCH_CHARS = 200
UIDS = 1000
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# RFC 3501 §5.1: % and * are wildcards of LIST; Dovecot refuses a leading ~ and path steps.
_NOT_IN_FOLDER = re.compile(r"[%*\\]|^~|^\s|\s$")
LABELS = 999
# The first five by the keywords Thunderbird and other mail programs use for theirs.
_LABELS_OF_OTHERS = 5
_LABEL = re.compile(rb"\$label([1-5])|cv-label-([1-9][0-9]{0,2})", re.IGNORECASE)
FLAGS = frozenset({"\\Seen", "\\Answered", "\\Flagged", "\\Draft"})


def clean_text(value: str) -> str:
    """One line of text for a command: NFC; Invalid for CR, LF, NUL and other controls."""
    # RFC 3501 §9: CR, LF and NUL cannot stand in a quoted string.
    if _CONTROL.search(value) or _SURROGATE.search(value):
        raise Invalid("control_character", "Có ký tự điều khiển không dùng được ở đây.")
    return nfc(value)


def folder_name(value: str) -> str:
    """The name of a folder that may exist; Invalid for what no folder can be called."""
    name = clean_text(value)
    if not name or len(name.encode()) > 4 * FOLDER_CHARS:
        raise Invalid("folder_name", f"Tên thư mục phải có từ 1 đến {FOLDER_CHARS} ký tự.")
    return name


def new_folder_name(value: str) -> str:
    """A name for a new folder: `/` makes subfolders, steps may not be empty or dots."""
    name = folder_name(value)
    steps = name.split("/")
    has_bad_step = any(not s.strip() or s in {".", ".."} for s in steps)
    if len(name) > FOLDER_CHARS or has_bad_step or any(_NOT_IN_FOLDER.search(s) for s in steps):
        raise Invalid(
            "folder_name",
            f"Tên thư mục không dùng được: tối đa {FOLDER_CHARS} ký tự, không có % * \\ "
            "và không bắt đầu bằng dấu ~ hay khoảng trắng.",
        )
    return name


def uid_list(values: Iterable[int]) -> list[int]:
    """Message uids, sorted, without doubles; Invalid for what is no uid."""
    found = sorted({int(value) for value in values})
    # RFC 3501 §9: nz-number, 0 < n < 4,294,967,296
    if not found or found[0] < 1 or found[-1] >= 2**32 or len(found) > UIDS:
        raise Invalid("uid", f"Hãy chọn từ 1 đến {UIDS} thư.")
    return found


def flag_list(values: Collection[str]) -> list[str]:
    """System flags only."""
    if not set(values) <= FLAGS:
        raise Invalid("flag", "Không có dấu này.")
    return sorted(values)


def label_keyword(number: int) -> str:
    """The keyword that marks mail with a label; Invalid for what is no label's number."""
    if not 1 <= number <= LABELS:
        raise Invalid("label", "Không có nhãn này.")
    return f"$label{number}" if number <= _LABELS_OF_OTHERS else f"cv-label-{number}"


def label_number(flag: bytes) -> int:
    """The number a keyword stands for; 0 for other flags."""
    found = _LABEL.fullmatch(flag)
    return int(found[1] or found[2]) if found else 0


def astring(word: str) -> bytes:
    """A quoted string; with other than ASCII the client sends the bytes as a literal."""
    content = clean_text(word).encode("utf-8")
    if not content.isascii():
        return content
    return b'"' + content.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'
