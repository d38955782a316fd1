"""Model instances of rows that were read before: copied, not made anew."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Model
from django.db.models.base import ModelState

from mailsvc.base.memory import Memory

_LIMIT = 2_000
_UNCHANGING = (str, int, float, bytes, date, type(None))  # a datetime is a date


class Instances:
    """By row, as the database sent it: the same row is the same instance, but never shared."""

    def __init__(self) -> None:
        self._kept: Memory[tuple[Any, ...], Model] = Memory(_LIMIT)

    def of(self, row: tuple[Any, ...], make: Callable[[tuple[Any, ...]], Any]) -> Any:
        """A copy of the instance kept for the row, else what `make` makes of it."""
        try:
            kept = self._kept.get(row)
        except TypeError:  # a value that may change, as PostgreSQL's JSON is
            return make(row)
        if kept is not None:
            return _copy(kept)
        made = make(row)
        if _is_plain(made, set()):
            self._kept.put(row, _copy(made))
        return made


def _copy(instance: Model, done: dict[int, Model] | None = None) -> Model:
    """With a state of its own; what was joined is copied too, and may lead back (one-to-one)."""
    done = {} if done is None else done
    model = type(instance)
    found = done[id(instance)] = model.__new__(model)
    found.__dict__.update(instance.__dict__)
    found._state = state = ModelState()
    state.db, state.adding = instance._state.db, False
    joined = instance._state.fields_cache
    if joined:
        state.fields_cache = {
            name: one and (done.get(id(one)) or _copy(one, done)) for name, one in joined.items()
        }
    return found


def _is_plain(instance: Model, seen: set[int]) -> bool:
    """True when no value of it can be changed in place."""
    seen.add(id(instance))
    values = (value for name, value in instance.__dict__.items() if name != "_state")
    joined = [one for one in instance._state.fields_cache.values() if id(one) not in seen]
    return all(isinstance(value, _UNCHANGING) for value in values) and all(
        one is None or isinstance(one, Model) and _is_plain(one, seen) for one in joined
    )
