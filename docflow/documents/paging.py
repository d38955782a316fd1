"""A page of a list that may be very long: counted up to a bound, never whole."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

from mailsvc.prepared.among import PreparedAmong
from mailsvc.prepared.queries import PreparedFor, Value

SIZE = 50
# Nobody reads further than this; counting further costs as much as all the rows there are.
COUNT_MAX = 1000
# Who searches looks at a few pages and then asks more narrowly.
FOUND_MAX = 250

Row = TypeVar("Row", bound=Model)
# The keys of the list from a place to another, as a slice has them.
Keys = Callable[[int, int], list[int]]


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows of one page; `total` counts all pages with the same filter, up to the list's bound."""

    rows: list[Row]
    total: int
    page: int
    pages: int
    is_capped: bool = False

    @property
    def shown_total(self) -> str:
        """The count as a person reads it."""
        return f"{self.total}+" if self.is_capped else f"{self.total}"


@dataclass(frozen=True)
class Listing(Generic[Row]):
    """How a list is read: its keys in their order, and its rows by their keys, in any order.

    `most` is counted to: the keys are gone through once, and the rows of the page are read by them.
    """

    keys: Keys
    rows: Callable[[list[int]], Iterable[Row]]
    size: int = SIZE
    most: int = COUNT_MAX

    def page(self, page: int) -> Page[Row]:
        """The page asked for, or the nearest there is.

        Past the bound there is a next page as long as there are rows: `pages` is then the one after
        this, or this.
        """
        keys = self.keys(0, self.most + 1)
        is_capped = len(keys) > self.most
        last = max(1, -(-len(keys) // self.size))
        number = max(1, page if is_capped else min(page, last))
        start = (number - 1) * self.size
        if is_capped and start + self.size >= self.most:
            return self._page_beyond(number)
        found = self._in_order(keys[start : start + self.size])
        pages = self.most // self.size if is_capped else last
        return Page(found, min(len(keys), self.most), number, pages, is_capped)

    def _page_beyond(self, number: int) -> Page[Row]:
        """Where nothing is counted any more; too far is the first page."""
        keys = self.keys((number - 1) * self.size, number * self.size + 1)
        if not keys:
            return self.page(1)
        pages = max(self.most // self.size, number + (len(keys) > self.size))
        found = self._in_order(keys[: self.size])
        return Page(found, self.most, number, pages, is_capped=True)

    def _in_order(self, keys: list[int]) -> list[Row]:
        found = {row.pk: row for row in self.rows(keys)} if keys else {}
        return [found[key] for key in keys if key in found]


def page_of(
    rows: QuerySet[Row],
    page: int,
    *,
    size: int = SIZE,
    shown: QuerySet[Row] | None = None,
    most: int = COUNT_MAX,
) -> Page[Row]:
    """A page of these rows; they are read as `shown` reads rows where the filter is dear."""
    source = rows if shown is None else shown
    listing = Listing(
        lambda start, stop: list(rows.values_list("pk", flat=True)[start:stop]),
        lambda keys: source.order_by().filter(pk__in=keys),
        size=size,
        most=most,
    )
    return listing.page(page)


class LongList(Generic[Row]):
    """A list that many ask for: the SQL of its first keys is made once (see `PreparedFor`).

    `build` gets hashable arguments and then values of the named kinds; `shown` reads rows by keys.
    """

    def __init__(
        self,
        build: Callable[..., QuerySet[Row]],
        shown: PreparedAmong[Row],
        *kinds: type,
        most: int = COUNT_MAX,
    ) -> None:
        self._build, self._shown, self._most = build, shown, most
        self._first: PreparedFor[Row] = PreparedFor(
            lambda *given: build(*given).only("pk")[: most + 1], *kinds
        )

    def page(self, page: int, arguments: tuple[Hashable, ...], *values: Value) -> Page[Row]:
        """A page of the list for these."""

        def keys(start: int, stop: int) -> list[int]:
            if not start:
                return self._first.keys(arguments, *values)
            rows = self._build(*arguments, *values)
            return list(rows.values_list("pk", flat=True)[start:stop])

        return Listing(keys, self._shown.all, most=self._most).page(page)


def count_up_to(rows: QuerySet[Row], most: int = COUNT_MAX) -> int:
    """How many there are, or one more than the bound: the database stops counting there."""
    return rows.order_by()[: most + 1].count()
