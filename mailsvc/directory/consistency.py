"""Invariants: D1 an address has one owner; D2 no group holds itself.

Both are checked before each change; two changes at the same moment could still break them, and mail
stays safe then: the mailbox comes before the alias and the group, a circle is walked once.
"""

from collections import Counter
from collections.abc import Iterator

from mailsvc.directory.models import Alias, GroupMember, Mailbox, MailGroup


def find_problems() -> list[str]:
    """One line a finding; empty is good."""
    return [*_shared_addresses(), *_circles()]


def _shared_addresses() -> Iterator[str]:
    owners: Counter[str] = Counter()
    for model in (Mailbox, Alias, MailGroup):
        owners.update(model.objects.values_list("address", flat=True))
    for address, count in owners.items():
        if count > 1:
            yield f"D1 {address}: {count} owners"


def _circles() -> Iterator[str]:
    inner: dict[int, set[int]] = {}
    rows = GroupMember.objects.filter(subgroup__isnull=False)
    for group_pk, subgroup_pk in rows.values_list("group_id", "subgroup_id"):
        inner.setdefault(group_pk, set()).add(subgroup_pk)
    for group_pk in inner:
        if group_pk in _below(inner, group_pk):
            yield f"D2 {MailGroup.objects.get(pk=group_pk)}: holds itself"


def _below(inner: dict[int, set[int]], start: int) -> set[int]:
    found: set[int] = set()
    todo = [start]
    while todo:
        for pk in inner.get(todo.pop(), set()) - found:
            found.add(pk)
            todo.append(pk)
    return found
