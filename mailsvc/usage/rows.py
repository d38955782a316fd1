"""Rows of months as they are shown: the latest publication, else the roll-up. Three questions for
any number of months and definitions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from mailsvc.directory.models import Tier
from mailsvc.usage.figures import COLUMNS, Figures
from mailsvc.usage.models import AgencyMonth, Snapshot, SnapshotRow

Row: TypeAlias = SnapshotRow | AgencyMonth
Key: TypeAlias = tuple[str, int]  # definition, month


@dataclass(frozen=True)
class Rows:
    """What was asked for, by definition and month; `published` in order of revision."""

    by_key: Mapping[Key, list[Row]]
    published: Mapping[Key, list[Snapshot]]

    def of(self, code: str, ym: int) -> list[Row]:
        """The agencies by tier and name."""
        return self.by_key.get((code, ym), [])

    def is_published(self, code: str, ym: int) -> bool:
        """True when the month is read from a publication."""
        return (code, ym) in self.published


def load_rows(codes: Iterable[str], months: Iterable[int]) -> Rows:
    """The rows of these definitions and months."""
    wanted = {"definition__in": list(codes), "ym__in": list(months)}
    published: dict[Key, list[Snapshot]] = {}
    for snapshot in Snapshot.objects.filter(**wanted):
        published.setdefault((snapshot.definition_id, snapshot.ym), []).append(snapshot)
    latest = {snapshots[-1].pk: key for key, snapshots in published.items()}
    by_key: dict[Key, list[Row]] = {}
    for row in SnapshotRow.objects.filter(snapshot__in=latest).select_related("tier"):
        by_key.setdefault(latest[row.snapshot_id], []).append(row)
    current = AgencyMonth.objects.filter(**wanted).select_related("agency__tier")
    for one in current.order_by("agency__tier__rank", "agency__sort_key"):
        if (one.definition_id, one.ym) not in published:
            by_key.setdefault((one.definition_id, one.ym), []).append(one)
    return Rows(by_key, published)


def tier_of(row: Row) -> Tier:
    """The agency's tier, as it was when the month was published."""
    return row.tier if isinstance(row, SnapshotRow) else row.agency.tier


def figures_of(row: Row) -> Figures:
    """The row's counts as a value."""
    return Figures(**{name: getattr(row, name) for name in COLUMNS})
