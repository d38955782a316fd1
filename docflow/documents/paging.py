"""A page of a list that may be very long: counted up to a bound, never whole."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

SIZE = 50
# Nobody reads further than this; counting further costs as much as all the rows there are.
COUNT_MAX = 1000

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows of one page; `total` counts all pages with the same filter, up to `COUNT_MAX`."""

    rows: list[Row]
    total: int
    page: int
    pages: int
    is_capped: bool = False

    @property
    def shown_total(self) -> str:
        """The count as a person reads it."""
        return f"{COUNT_MAX}+" if self.is_capped else f"{self.total}"


def page_of(
    rows: QuerySet[Row], page: int, *, size: int = SIZE, shown: QuerySet[Row] | None = None
) -> Page[Row]:
    """The page asked for, or the nearest there is.

    The filter is gone through once, for the keys up to the bound: they are counted, and the rows of
    the page are read by them, as `shown` reads rows where the filter is dear. Past the bound there
    is a next page as long as there are rows: `pages` is then the one after this, or this.
    """
    keys = list(rows.values_list("pk", flat=True)[: COUNT_MAX + 1])
    is_capped = len(keys) > COUNT_MAX
    last = max(1, -(-len(keys) // size))
    number = max(1, page if is_capped else min(page, last))
    start = (number - 1) * size
    if is_capped and start + size >= COUNT_MAX:
        return _page_beyond(rows, number, size)
    found = _in_order(rows if shown is None else shown, keys[start : start + size])
    pages = COUNT_MAX // size if is_capped else last
    return Page(found, min(len(keys), COUNT_MAX), number, pages, is_capped)


def _page_beyond(rows: QuerySet[Row], number: int, size: int) -> Page[Row]:
    """Where nothing is counted any more; too far is the first page."""
    found = list(rows[(number - 1) * size : number * size + 1])
    if not found:
        return page_of(rows, 1, size=size)
    pages = max(COUNT_MAX // size, number + (len(found) > size))
    return Page(found[:size], COUNT_MAX, number, pages, is_capped=True)


def _in_order(rows: QuerySet[Row], keys: list[int]) -> list[Row]:
    found = {row.pk: row for row in rows.order_by().filter(pk__in=keys)}
    return [found[key] for key in keys if key in found]


def count_up_to(rows: QuerySet[Row], most: int = COUNT_MAX) -> int:
    """How many there are, or one more than the bound: the database stops counting there."""
    return rows.order_by()[: most + 1].count()
