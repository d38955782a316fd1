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


def page_of(rows: QuerySet[Row], page: int, *, size: int = SIZE) -> Page[Row]:
    """The page asked for, or the nearest there is.

    Past the bound there is a next page as long as there are rows: `pages` is then the one after
    this, or this.
    """
    counted = count_up_to(rows)
    is_capped = counted > COUNT_MAX
    last = max(1, -(-counted // size))
    number = max(1, page if is_capped else min(page, last))
    found = list(rows[(number - 1) * size : number * size + 1])
    if is_capped:
        if not found and number > 1:
            return page_of(rows, 1, size=size)
        last = max(COUNT_MAX // size, number + (len(found) > size))
    return Page(found[:size], min(counted, COUNT_MAX), number, last, is_capped)


def count_up_to(rows: QuerySet[Row], most: int = COUNT_MAX) -> int:
    """How many there are, or one more than the bound: the database stops counting there."""
    return rows.order_by()[: most + 1].count()
