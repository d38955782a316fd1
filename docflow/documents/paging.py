"""A page of a list."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.core.paginator import Paginator
from django.db.models import Model, QuerySet

SIZE = 50

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows of one page; `total` counts all pages with the same filter."""

    rows: list[Row]
    total: int
    page: int
    pages: int


def page_of(rows: QuerySet[Row], page: int, *, size: int = SIZE) -> Page[Row]:
    """The page asked for, or the nearest there is."""
    paginator = Paginator(rows, size)
    chosen = paginator.get_page(page)
    return Page(list(chosen.object_list), paginator.count, chosen.number, paginator.num_pages)
