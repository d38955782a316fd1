"""What may be sent by link, and how links are found again in a text. Pure."""

import re
import secrets

from mailsvc.base.errors import Forbidden, Invalid, TooLarge
from mailsvc.base.text import clean_line
from mailsvc.message.filenames import clean_filename, is_program
from mailsvc.message.markings import has_subject_mark

PATH = "tep-lon"
_KEY = re.compile(rf"/{PATH}/([0-9a-z]{{32}})/")
_LETTERS = "0123456789abcdefghijkmnpqrstuvwx"  # 32: five bits each; lower case survives every mail
LINKS_MAX = 50


def new_key() -> str:
    """160 bits nobody guesses."""
    return "".join(secrets.choice(_LETTERS) for _ in range(32))


def find_keys(*texts: str) -> list[str]:
    """The keys of all addresses of ours in these texts, each once; whatever host stands before."""
    found = [key for text in texts for key in _KEY.findall(text)]
    return list(dict.fromkeys(found))[:LINKS_MAX]


def check_name(name: str) -> str:
    """The name as it is kept. Invalid without one, Forbidden for a program and a secrecy mark."""
    clean = clean_filename(name)
    if not clean:
        raise Invalid("file_name", "Tệp không có tên: đồng chí đặt tên cho tệp rồi chọn lại.")
    if is_program(clean):
        raise Forbidden(
            "file_kind",
            f"“{clean}” là tệp có thể chạy lệnh, hệ thống không nhận. Cần gửi thì nén lại (.zip).",
        )
    # As it was typed: what no file system takes ("TỐI MẬT: …") has been replaced in `clean`.
    if any(has_subject_mark(one.rpartition(".")[0] or one) for one in (clean, clean_line(name))):
        raise Forbidden(
            "state_secret", "Tên tệp có dấu độ mật: bí mật nhà nước không được đưa vào hệ thống."
        )
    return clean


def check_size(size_bytes: int, *, most_bytes: int) -> None:
    """Invalid for an empty file, TooLarge beyond the limit."""
    if size_bytes <= 0:
        raise Invalid("file_empty", "Tệp trống, đồng chí chọn tệp khác.")
    if size_bytes > most_bytes:
        most = most_bytes // 1024**2
        raise TooLarge(
            "file_size", f"Tệp lớn hơn {most} MB: đồng chí nén lại hoặc chia thành nhiều tệp."
        )


def check_days(days: int, *, most: int) -> int:
    """Invalid for a life no link may have."""
    if not 1 <= days <= most:
        raise Invalid("file_days", f"Đường dẫn sống từ 1 đến {most} ngày.")
    return days
