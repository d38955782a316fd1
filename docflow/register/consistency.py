"""R1, R3, R7 and R8: the numbers of a series run 1…n in order of time, held ones among them; a void
one and one dated before it was written say why; a closed book has nothing open; what is sealed or
issued bears its seal.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, F, Max, QuerySet, Window
from django.db.models.functions import Lag, TruncDate
from django.utils import timezone

from docflow.register.models import (
    NumberHold,
    NumberSeries,
    PrintedRange,
    Register,
    RegisterEntry,
)
from docflow.rules.states import Direction, State
from mailsvc.audit.selectors import find_hashes
from mailsvc.base.memory import Memory

# Counting takes a millisecond for every thousand lines; the page of the book counts anew each time.
_LONG, _RECENT_S = 5_000, 600


@dataclass(frozen=True)
class SeriesFaults:
    """Numbers that do not fit."""

    missing: tuple[int, ...]
    repeated: tuple[int, ...]
    out_of_order: tuple[int, ...]

    @property
    def is_sound(self) -> bool:
        return not (self.missing or self.repeated or self.out_of_order)


@dataclass(frozen=True)
class RegisterCheck:
    """Kiểm tra sổ: how many faults of each kind; a sound register shows 0/0/0."""

    missing: int
    repeated: int
    out_of_order: int


_counted: Memory[int, tuple[float, RegisterCheck]] = Memory(1000)


def count_faults(series: NumberSeries) -> RegisterCheck:
    """The same as `check_series`, counted by the database."""
    counted = series.entries.aggregate(
        lines=Count("pk"), numbers=Count("number", distinct=True), last=Max("number")
    )
    before = Window(Lag("entered_on"), order_by=["number", "pk"])
    dated = series.entries.annotate(before=before).filter(before__gt=F("entered_on"))
    held = list(_held(series).values_list("number", flat=True))
    also = series.entries.filter(number__in=held).values("number").distinct()
    twice = also.count() if held else 0
    numbers = counted["numbers"] + len(held) - twice
    return RegisterCheck(
        missing=max(series.last_number, counted["last"] or 0) - numbers,
        repeated=counted["lines"] - counted["numbers"] + twice,
        out_of_order=dated.count(),
    )


def recent_faults(series: NumberSeries) -> RegisterCheck:
    """As `count_faults`; of a long series what was counted in the last minutes."""
    if series.last_number < _LONG:
        return count_faults(series)
    found = _counted.get(series.pk)
    if found is None or time.monotonic() - found[0] > _RECENT_S:
        found = (time.monotonic(), count_faults(series))
        _counted.put(series.pk, found)
    return found[1]


def check_series(series: NumberSeries) -> SeriesFaults:
    """Compare the entries with 1…last_number; dates never go back."""
    rows = list(series.entries.order_by("number", "pk").values_list("number", "entered_on"))
    rows = sorted([*rows, *_held(series).values_list("number", "held_on")])
    counts = Counter(number for number, _ in rows)
    last = max([series.last_number, *counts])
    inverted = [
        number for (number, on), (_, before) in zip(rows[1:], rows, strict=False) if on < before
    ]
    return SeriesFaults(
        missing=tuple(number for number in range(1, last + 1) if number not in counts),
        repeated=tuple(number for number, times in counts.items() if times > 1),
        out_of_order=tuple(inverted),
    )


def _held(series: NumberSeries) -> QuerySet[NumberHold]:
    """Numbers that are no line yet, or never will be."""
    return series.holds.exclude(state=NumberHold.State.USED)


def find_faults() -> Iterator[str]:
    """One line per fault over all registers."""
    for series in NumberSeries.objects.select_related("register").iterator():
        faults = check_series(series)
        for number in faults.missing:
            yield f"R1 series {series.pk}: number {number} is missing"
        for number in faults.repeated:
            yield f"R1 series {series.pk}: number {number} is given twice"
        for number in faults.out_of_order:
            yield f"R1 series {series.pk}: number {number} is dated before the one under it"
        highest = series.entries.order_by("-number").values_list("number", flat=True).first() or 0
        if highest > series.last_number:
            yield f"R1 series {series.pk}: counter {series.last_number} is under number {highest}"
    voids = RegisterEntry.objects.filter(state=RegisterEntry.State.VOID, reason="")
    for entry_pk in voids.values_list("pk", flat=True):
        yield f"R3 entry {entry_pk}: void without a reason"
    yield from _earlier()
    yield from _open_in_closed()
    for pk in list_unsealed().values_list("pk", flat=True):
        yield f"R8 entry {pk}: sealed or issued, and nobody noted the seal"


def list_unsealed(register: Register | None = None) -> QuerySet[RegisterEntry]:
    """R8: lines in force of what is sealed or issued, without a seal (ND30 art. 32(2))."""
    rows = RegisterEntry.objects.filter(
        state=RegisterEntry.State.ACTIVE,
        sealed_at=None,
        document__direction=Direction.OUT,
        document__state__in=(State.SEALED, State.ISSUED),
    )
    if register is not None:
        rows = rows.filter(series__register=register)
    return rows.select_related("document").order_by("-entered_on", "-number")


def _earlier() -> Iterator[str]:
    """R7: a line dated before the day it was written says why."""
    written_on = TruncDate("entered_at", tzinfo=timezone.get_default_timezone())
    early = RegisterEntry.objects.filter(remark="").annotate(written_on=written_on)
    for pk in early.filter(entered_on__lt=F("written_on")).values_list("pk", flat=True):
        yield f"R7 entry {pk}: dated before it was written, without a reason"


def _open_in_closed() -> Iterator[str]:
    """R7: under a closed day no number is held, and no line is younger than the closing."""
    held = NumberHold.objects.filter(
        state=NumberHold.State.HELD, held_on__lte=F("series__register__closed_until")
    )
    for pk in held.values_list("pk", flat=True):
        yield f"R7 hold {pk}: open in a closed register"


def find_lost_heads() -> Iterator[str]:
    """A2: each head of the journal printed in a register is still a row of it.

    Who makes a whole chain anew after altering a row makes it fit itself, never the paper.
    """
    printed = PrintedRange.objects.exclude(head_hash="")
    of_chains: defaultdict[str, list[PrintedRange]] = defaultdict(list)
    for one in printed.select_related("register__agency", "agency").order_by("pk"):
        of_chains[one.book_agency.code].append(one)
    for chain, ranges in of_chains.items():
        there = find_hashes(chain, [one.head_hash for one in ranges])
        for one in ranges:
            if one.head_hash not in there:
                yield (
                    f"A2 chain {chain} no longer holds {one.head_hash[:16]}, "
                    f"printed on {one.printed_at:%Y-%m-%d} in volume {one.volume}"
                )
