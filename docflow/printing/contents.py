"""What is printed of a book: its title, its legal columns, the lines of some days."""

from dataclasses import dataclass, field

# What a column is called and its share of the page's width in per cent.
Columns = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Contents:
    """`voids` are the places of struck lines; `first` and `last` are numbers, if it has any."""

    title: str
    columns: Columns
    lines: list[list[str]]
    voids: frozenset[int] = field(default_factory=frozenset)
    first: str = ""
    last: str = ""
