"""A query whose SQL is kept, and the values of each time put into it."""

from collections.abc import Callable, Hashable
from datetime import date
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections, router
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

from mailsvc.base.memory import Memory
from mailsvc.prepared.instances import Instances
from mailsvc.prepared.look import ask_once

M = TypeVar("M", bound=Model)
Value = int | str | date
_LARGEST = 2**63 - 1


class Small(int):
    """The kind of a number in a small column: Django finds nothing there for a larger one."""


# What a builder gets in place of values; none is one that somebody would write into a query.
_STAND_INS: dict[type, Callable[[int], Value]] = {
    int: lambda place: -7_205_759_403_792_793_600 - place,
    Small: lambda place: 31_990 + place,
    str: lambda place: f"\ue000{place}\ue001",
    date: lambda place: date(1, 1, 1 + place),
}


class Prepared(Generic[M]):
    """Calls `build` once with stand-ins of the named kinds; ask with values of the same kinds.

    `build` may filter, order, slice, join and select_related. Numbers are compared for equality,
    dates with DateFields only. `is_kept`: see `driver.ask`.
    """

    def __init__(
        self, build: Callable[..., QuerySet[M]], *kinds: type, is_kept: bool = True
    ) -> None:
        self._build, self._kinds, self._is_kept = build, kinds, is_kept
        self._asked: dict[str, _Asked] = {}

    def all(self, *values: Value) -> list[M]:
        """The rows for these values; a number no column can hold (from an address) finds none."""
        if not _can_be_held(values):
            return []
        asked = self._ask()
        return asked.instances(asked.rows(values))

    def answer(self, *values: Value) -> tuple[list[tuple[Any, ...]], Callable[[], list[M]]]:
        """What the database sends now, and how to make instances of it."""
        if not _can_be_held(values):
            return [], list
        asked = self._ask()
        rows = asked.rows(values)
        return rows, lambda: asked.instances(rows)

    def count(self, *values: Value) -> int:
        """How many rows there are for these values; the database counts them."""
        return self._ask().count(values)

    def keys(self, *values: Value) -> list[int]:
        """What stands first in each row: the keys, where the query is for nothing else."""
        return [row[0] for row in self.answer(*values)[0]]

    def tally(self, *values: Value) -> dict[str, int]:
        """For each annotation of the query, how many rows have it; the database counts them."""
        return self._ask().tally(values)

    def first(self, *values: Value) -> M | None:
        """The first row, None without any."""
        return next(iter(self.all(*values)), None)

    def _ask(self) -> "_Asked":
        using = router.db_for_read(Model) if router.routers else DEFAULT_DB_ALIAS
        asked = self._asked.get(using)
        if asked is None:
            asked = self._asked[using] = _Asked(
                self._build, self._kinds, using, is_kept=self._is_kept
            )
        return asked


class PreparedFor(Generic[M]):
    """For a query whose very shape depends on its arguments, as what an actor may see does.

    The SQL is made once for each arguments; they must be hashable values (an Actor is, with the
    duties it was read with) and be all that `build` looks at: the day too is an argument. After
    them `build` may take values of the named kinds, as `Prepared` does.
    """

    _LIMIT = 500

    def __init__(self, build: Callable[..., QuerySet[M]], *kinds: type) -> None:
        self._build, self._kinds = build, kinds
        self._kept: Memory[tuple[Hashable, ...], Prepared[M]] = Memory(self._LIMIT)

    def all(self, *arguments: Hashable) -> list[M]:
        """The rows the query finds now."""
        return self._prepared(arguments).all()

    def count(self, *arguments: Hashable) -> int:
        """How many it finds now."""
        return self._prepared(arguments).count()

    def keys(self, arguments: tuple[Hashable, ...], *values: Value) -> list[int]:
        """As `Prepared.keys`, for these values."""
        return self._prepared(arguments).keys(*values)

    def tally(self, *arguments: Hashable) -> dict[str, int]:
        """As `Prepared.tally`."""
        return self._prepared(arguments).tally()

    def first(self, arguments: tuple[Hashable, ...], *values: Value) -> M | None:
        """The first row for these values, None without any."""
        return self._prepared(arguments).first(*values)

    def _prepared(self, arguments: tuple[Hashable, ...]) -> Prepared[M]:
        found = self._kept.get(arguments)
        if found is None:
            # As many as there are people: a server that kept each would forget the common ones.
            found = Prepared(
                lambda *values: self._build(*arguments, *values), *self._kinds, is_kept=False
            )
            self._kept.put(arguments, found)
        return found


class _Asked:
    """The question for one database: its SQL, and how a row becomes an instance."""

    def __init__(
        self,
        build: Callable[..., QuerySet[Any]],
        kinds: tuple[type, ...],
        using: str,
        *,
        is_kept: bool,
    ) -> None:
        stand_ins = [_STAND_INS[kind](place) for place, kind in enumerate(kinds)]
        self._using, self._is_kept, self._sql = using, is_kept, ""
        try:
            with connections[using].execute_wrapper(_refuse):
                compiler = build(*stand_ins).query.get_compiler(using)
                self._tallied = list(compiler.query.annotation_select)
                self._sql, params = compiler.as_sql()
        except EmptyResultSet:  # whatever the values: no row can fit
            return
        self._params: tuple[Any, ...] = tuple(params)
        places = [_place(param, stand_ins) for param in self._params]
        # (which parameter, which value, whether SQLite wants it as text); others are the builder's.
        self._filled = [
            (at, place, kinds[place] is date and isinstance(self._params[at], str))
            for at, place in enumerate(places)
            if place is not None
        ]
        if missing := set(range(len(kinds))) - set(places):
            raise TypeError(f"the query has no place for value {sorted(missing)}")
        # As `ModelIterable` and `results_iter` of Django do for every query.
        self._model = compiler.klass_info["model"]
        fields = compiler.klass_info["select_fields"]
        self._part = slice(fields[0], fields[-1] + 1)
        self._names = [field[0].target.attname for field in compiler.select[self._part]]
        self._related = get_related_populators(  # type: ignore[call-arg]  # stubs of a newer Django
            compiler.klass_info, compiler.select, using
        )
        self._converters = compiler.get_converters([field[0] for field in compiler.select])
        self._known = Instances()

    def rows(self, values: tuple[Value, ...]) -> list[tuple[Any, ...]]:
        """What the database says now, as it says it."""
        return self._execute(self._sql, values) if self._sql else []

    def instances(self, rows: list[tuple[Any, ...]]) -> list[Any]:
        """Of rows of this query."""
        return [self._known.of(row, self._instance) for row in rows]

    def count(self, values: tuple[Value, ...]) -> int:
        """What the database counts now."""
        if not self._sql:
            return 0
        counted = f"SELECT COUNT(*) FROM ({self._sql}) counted"  # noqa: S608  # SQL of the ORM
        return int(self._execute(counted, values)[0][0])

    def tally(self, values: tuple[Value, ...]) -> dict[str, int]:
        """How many rows have each annotation (NULL: they have it not)."""
        if not self._sql:
            return dict.fromkeys(self._tallied, 0)
        quote = connections[self._using].ops.quote_name
        counted = ", ".join(f"COUNT({quote(name)})" for name in self._tallied)
        whole = f"SELECT {counted} FROM ({self._sql}) tallied"  # noqa: S608  # SQL of the ORM
        return dict(zip(self._tallied, self._execute(whole, values)[0], strict=True))

    def _execute(self, sql: str, values: tuple[Value, ...]) -> list[Any]:
        params = list(self._params)
        for at, place, is_text in self._filled:
            value: Any = values[place]
            params[at] = value.isoformat() if is_text else value
        return ask_once(sql, tuple(params), using=self._using, is_kept=self._is_kept)

    def _instance(self, sent: tuple[Any, ...]) -> Any:
        row, connection = list(sent), connections[self._using]
        for place, (converters, expression) in self._converters.items():
            for convert in converters:
                row[place] = convert(row[place], expression, connection)
        found = self._model.from_db(self._using, self._names, row[self._part])
        for populator in self._related:
            populator.populate(row, found)
        return found


def _refuse(*_args: object) -> None:
    """What a builder read from the database would be kept with the SQL, and grow old."""
    raise TypeError("a prepared query may not depend on what another one found")


def _can_be_held(values: tuple[Value, ...]) -> bool:
    for value in values:
        if isinstance(value, int) and not -_LARGEST <= value <= _LARGEST:
            return False
    return True


def _place(param: object, stand_ins: list[Value]) -> int | None:
    """A date may have been written as text on its way."""
    for place, stand_in in enumerate(stand_ins):
        if param == stand_in or isinstance(stand_in, date) and param == stand_in.isoformat():
            return place
    return None
