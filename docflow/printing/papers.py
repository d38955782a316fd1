"""Sổ chuyển giao văn bản, sổ sử dụng bản lưu: the legal columns (ND30 Annex IV)."""

from collections.abc import Sequence
from datetime import date

from docflow.papers.models import CopyUse, Posting
from mailsvc.sheets.values import Cell, Sheet

POSTS = (
    "Ngày chuyển",
    "Số, ký hiệu văn bản",
    "Nơi nhận văn bản",
    "Số lượng bì",
    "Ký nhận và dấu bưu điện",
    "Ghi chú",
)
COPIES = (
    "Ngày tháng",
    "Họ và tên người sử dụng",
    "Số, ký hiệu, ngày tháng văn bản",
    "Tên loại và trích yếu nội dung văn bản",
    "Số và ký hiệu hồ sơ",
    "Ký nhận",
    "Ngày trả",
    "Người cho phép sử dụng",
    "Ghi chú",
)


def posts_sheet(agency_name: str, lines: Sequence[Posting], *, since: date, until: date) -> Sheet:
    """Six columns."""
    rows = tuple(
        (line.posted_on, line.document.symbol, line.to_place, line.envelopes, "", line.note)
        for line in lines
    )
    title = "SỔ CHUYỂN GIAO VĂN BẢN ĐI BƯU ĐIỆN"
    return Sheet(title, POSTS, rows, _days(agency_name, since, until))


def copies_sheet(agency_name: str, lines: Sequence[CopyUse], *, since: date, until: date) -> Sheet:
    """Nine columns."""
    rows = tuple(_copy_row(line) for line in lines)
    return Sheet("SỔ SỬ DỤNG BẢN LƯU", COPIES, rows, _days(agency_name, since, until))


def _copy_row(line: CopyUse) -> tuple[Cell, ...]:
    document = line.document
    on = f", {document.issued_on:%d/%m/%Y}" if document.issued_on else ""
    return (
        line.used_on,
        line.user.full_name,
        f"{document.symbol}{on}",
        f"{document.type_name}: {document.subject}",
        document.file_code,
        "",
        line.returned_on,
        line.allowed_by.full_name,
        line.note,
    )


def _days(agency_name: str, since: date, until: date) -> tuple[str, ...]:
    return (f"{agency_name}, từ ngày {since:%d/%m/%Y} đến ngày {until:%d/%m/%Y}.",)
