"""Found documents as a table: the columns a person chose, in his order of the rows."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import islice

from django.utils.translation import gettext_lazy as _

from docflow.documents.models import Document
from docflow.register.models import RegisterEntry
from docflow.rules.levels import Urgency
from docflow.rules.states import State
from mailsvc.base import clock
from mailsvc.sheets.values import Cell, Sheet

# More rows than a person reads; a spreadsheet program still opens them.
ROWS_MAX = 100_000
_AT_ONCE = 1000

Read = Callable[[Document], Cell]


def _number(document: Document) -> Cell:
    active = [e for e in document.entries.all() if e.state == RegisterEntry.State.ACTIVE]
    return active[0].number if active else None


def _arrived_on(document: Document) -> date | None:
    return clock.local_day(document.received_at) if document.received_at else None


COLUMNS: dict[str, tuple[object, Read]] = {
    "so": (_("Số"), _number),
    "ngay_den": (_("Ngày đến"), _arrived_on),
    "ky_hieu": (_("Số, ký hiệu"), lambda d: d.symbol),
    "ngay": (_("Ngày văn bản"), lambda d: d.issued_on),
    "tac_gia": (_("Tác giả"), lambda d: d.issuer),
    "loai": (_("Tên loại"), lambda d: d.type_name),
    "trich_yeu": (_("Trích yếu"), lambda d: d.subject),
    "nguoi_ky": (_("Người ký"), lambda d: d.signer_name),
    "khan": (_("Độ khẩn"), lambda d: str(Urgency(d.urgency).label)),
    "han": (_("Hạn"), lambda d: d.due_on),
    "don_vi": (_("Đơn vị"), lambda d: d.unit.name if d.unit else None),
    "trang_thai": (_("Trạng thái"), lambda d: str(State(d.state).label)),
}
USUAL = ("so", "ngay_den", "ky_hieu", "ngay", "tac_gia", "loai", "trich_yeu", "han", "trang_thai")


def chosen(names: Iterable[str]) -> tuple[str, ...]:
    """The known columns among `names`, in their usual order; all the usual ones when none is."""
    asked = set(names)
    return tuple(name for name in COLUMNS if name in asked) or USUAL


def make_sheet(title: str, rows: "Iterable[Document]", columns: Sequence[str]) -> Sheet:
    """The rows with these columns; a row of the database is read once."""
    picked = [COLUMNS[name] for name in columns]
    lines = tuple(tuple(read(row) for _head, read in picked) for row in islice(rows, ROWS_MAX))
    return Sheet(title, tuple(str(head) for head, _read in picked), lines)
