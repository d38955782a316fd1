"""A value made of what a query finds, kept by the very rows it was made of."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet

from mailsvc.base.memory import Memory
from mailsvc.prepared.queries import Prepared, Value

M = TypeVar("M", bound=Model)
V = TypeVar("V")


class PreparedValue(Generic[M, V]):
    """What `make` makes of the instances: the database is asked each time, and where it answers as
    before the value is the one of before.

    `make` may look at nothing but the instances and what it is given besides; its value must be one
    that nobody can change.
    """

    _LIMIT = 5_000

    def __init__(
        self, build: Callable[..., QuerySet[M]], make: Callable[..., V], *kinds: type
    ) -> None:
        self._query, self._make = Prepared(build, *kinds), make
        self._kept: Memory[Hashable, tuple[V]] = Memory(self._LIMIT)

    def get(self, *values: Value, besides: Sequence[Hashable] = ()) -> V:
        """The value for these values of the query, as the database has it now."""
        rows, instances = self._query.answer(*values)
        key: Any = (tuple(besides), tuple(rows))
        try:
            kept = self._kept.get(key)
        except TypeError:  # rows that cannot be compared by hash
            return self._make(instances(), *besides)
        if kept is None:
            kept = (self._make(instances(), *besides),)
            self._kept.put(key, kept)
        return kept[0]
