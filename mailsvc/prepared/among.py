"""A prepared query for any number of values of one column: `column IN (…)`, a portion at a time."""

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

from mailsvc.prepared.queries import Prepared, Value

M = TypeVar("M", bound=Model)
_PORTION = 16


class PreparedAmong(Generic[M]):
    """`build` gets a list of stand-ins for the values, and one more for each of `kinds`.

    Rows come portion by portion, so an order of the query holds within a portion only; it may not
    be sliced.
    """

    def __init__(
        self, build: Callable[..., QuerySet[M]], kind: type, *kinds: type, portion: int = _PORTION
    ) -> None:
        self._portion = portion
        self._prepared = Prepared(
            lambda *given: build(list(given[:portion]), *given[portion:]),
            *[kind] * portion,
            *kinds,
        )

    def all(self, among: Iterable[Value], *values: Value) -> list[M]:
        """The rows for these; none are asked for where there are none."""
        wanted = list(dict.fromkeys(among))
        found: list[M] = []
        for start in range(0, len(wanted), self._portion):
            part = wanted[start : start + self._portion]
            # The last one is filled up with a value of its own: it finds nothing twice.
            part += part[-1:] * (self._portion - len(part))
            found += self._prepared.all(*part, *values)
        return found
