"""A query whose SQL is kept, and the values of each time put into it."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, Generic, TypeVar

from django.db import connections, router
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=Model)
Value = int | str | date
_LARGEST = 2**63 - 1

# What a builder gets in place of values; none is one that somebody would write into a query.
_STAND_INS: dict[type, Callable[[int], Value]] = {
    int: lambda place: -7_205_759_403_792_793_600 - place,
    str: lambda place: f"\ue000{place}\ue001",
    date: lambda place: date(1, 1, 1 + place),
}


class Prepared(Generic[M]):
    """Calls `build` once with stand-ins of the named kinds; ask with values of the same kinds.

    `build` may filter, order, slice, join and select_related. Numbers are compared for equality,
    dates with DateFields only.
    """

    def __init__(self, build: Callable[..., QuerySet[M]], *kinds: type) -> None:
        self._build, self._kinds = build, kinds
        self._asked: dict[str, _Asked] = {}

    def all(self, *values: Value) -> list[M]:
        """The rows for these values; a number no column can hold (from an address) finds none."""
        if any(isinstance(value, int) and abs(value) > _LARGEST for value in values):
            return []
        using = router.db_for_read(Model)
        asked = self._asked.get(using)
        if asked is None:
            asked = self._asked[using] = _Asked(self._build, self._kinds, using)
        return asked.rows(values)

    def first(self, *values: Value) -> M | None:
        """The first row, None without any."""
        return next(iter(self.all(*values)), None)


class _Asked:
    """The question for one database: its SQL, and how a row becomes an instance."""

    def __init__(
        self, build: Callable[..., QuerySet[Any]], kinds: tuple[type, ...], using: str
    ) -> None:
        stand_ins = [_STAND_INS[kind](place) for place, kind in enumerate(kinds)]
        compiler = build(*stand_ins).query.get_compiler(using)
        self._sql, params = compiler.as_sql()
        self._params: tuple[Any, ...] = tuple(params)
        # Which parameter is which value; None: one the builder wrote itself.
        self._places = [_place(param, stand_ins) for param in self._params]
        if missing := set(range(len(kinds))) - set(self._places):
            raise TypeError(f"the query has no place for value {sorted(missing)}")
        # As `ModelIterable` and `results_iter` of Django do for every query.
        self._using, self._model = using, compiler.klass_info["model"]
        fields = compiler.klass_info["select_fields"]
        self._part = slice(fields[0], fields[-1] + 1)
        self._names = [field[0].target.attname for field in compiler.select[self._part]]
        self._related = get_related_populators(  # type: ignore[call-arg]  # stubs of a newer Django
            compiler.klass_info, compiler.select, using
        )
        self._converters = compiler.get_converters([field[0] for field in compiler.select])

    def rows(self, values: tuple[Value, ...]) -> list[Any]:
        """What the database says now."""
        connection = connections[self._using]
        params = [
            kept if place is None else _written(values[place], kept)
            for kept, place in zip(self._params, self._places, strict=True)
        ]
        with connection.cursor() as cursor:
            cursor.execute(self._sql, params)
            found = cursor.fetchall()
        return [self._instance(row) for row in self._converted(found, connection)]

    def _converted(self, rows: list[Any], connection: Any) -> Iterator[list[Any]]:
        for row in map(list, rows):
            for place, (converters, expression) in self._converters.items():
                for convert in converters:
                    row[place] = convert(row[place], expression, connection)
            yield row

    def _instance(self, row: list[Any]) -> Any:
        found = self._model.from_db(self._using, self._names, row[self._part])
        for populator in self._related:
            populator.populate(row, found)
        return found


def _place(param: object, stand_ins: list[Value]) -> int | None:
    """A date may have been written as text on its way."""
    for place, stand_in in enumerate(stand_ins):
        if param == stand_in or isinstance(stand_in, date) and param == stand_in.isoformat():
            return place
    return None


def _written(value: Value, as_before: object) -> Value:
    """As SQLite wants dates where the stand-in was written so."""
    return value.isoformat() if isinstance(value, date) and isinstance(as_before, str) else value
