"""Sổ chuyển giao văn bản, sổ sử dụng bản lưu: the legal columns (ND30 Annex IV)."""

from datetime import date

from docflow.papers.models import CopyUse, Posting
from docflow.papers.selectors import copy_uses_of, postings_of
from docflow.printing.contents import Columns, Contents
from docflow.register.prints import Book

POSTS: Columns = (
    ("Ngày chuyển", 11),
    ("Số, ký hiệu văn bản", 15),
    ("Nơi nhận văn bản", 32),
    ("Số lượng bì", 8),
    ("Ký nhận và dấu bưu điện", 18),
    ("Ghi chú", 16),
)
COPIES: Columns = (
    ("Ngày tháng", 9),
    ("Họ và tên người sử dụng", 13),
    ("Số, ký hiệu, ngày tháng văn bản", 13),
    ("Tên loại và trích yếu nội dung văn bản", 23),
    ("Số và ký hiệu hồ sơ", 8),
    ("Ký nhận", 7),
    ("Ngày trả", 9),
    ("Người cho phép sử dụng", 11),
    ("Ghi chú", 7),
)


def read_posts(book: Book, since: date, until: date) -> Contents:
    """Six columns."""
    rows = postings_of(book.agency.pk, since, until).select_related("document")
    lines = [_post(line) for line in rows]
    return Contents("SỔ CHUYỂN GIAO VĂN BẢN ĐI BƯU ĐIỆN", POSTS, lines)


def read_copies(book: Book, since: date, until: date) -> Contents:
    """Nine columns."""
    rows = copy_uses_of(book.agency.pk, since, until)
    lines = [_copy(line) for line in rows.select_related("document", "user", "allowed_by")]
    return Contents("SỔ SỬ DỤNG BẢN LƯU", COPIES, lines)


def count_posts(book: Book, since: date, until: date) -> int:
    """How many lines `read_posts` would read."""
    return postings_of(book.agency.pk, since, until).count()


def count_copies(book: Book, since: date, until: date) -> int:
    """How many lines `read_copies` would read."""
    return copy_uses_of(book.agency.pk, since, until).count()


def _post(line: Posting) -> list[str]:
    on, envelopes = f"{line.posted_on:%d/%m/%Y}", str(line.envelopes)
    return [on, line.document.symbol, line.to_place, envelopes, "", line.note]


def _copy(line: CopyUse) -> list[str]:
    document = line.document
    on = f", {document.issued_on:%d/%m/%Y}" if document.issued_on else ""
    return [
        f"{line.used_on:%d/%m/%Y}",
        line.user.full_name,
        f"{document.symbol}{on}",
        f"{document.type_name}: {document.subject}",
        document.file_code,
        "",
        f"{line.returned_on:%d/%m/%Y}" if line.returned_on else "",
        line.allowed_by.full_name,
        line.note,
    ]
