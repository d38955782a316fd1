"""Names for the recipient picker, as one types: groups, then people and shared mailboxes."""

from dataclasses import dataclass

from django.db.models import Case, Q, Value, When

from mailsvc.base.text import fold
from mailsvc.directory.actor import Actor
from mailsvc.directory.groups import count_mailboxes, list_writable
from mailsvc.directory.selectors import list_mailboxes

SUGGESTIONS = 10
_GROUPS = 3


@dataclass(frozen=True)
class Suggestion:
    """A row of the recipient picker; `mailboxes` is 0 for a single one, else a group's size."""

    address: str
    name: str
    note: str
    mailboxes: int = 0


def suggest_recipients(actor: Actor, typed: str) -> list[Suggestion]:
    """Where every typed word begins a word of name, address or agency code.

    Groups the actor may write to come first, then mailboxes: whole words ("hoa" finds Hoa before
    Hoàng), the actor's own agency before others.
    """
    words = fold(typed).split()
    if len("".join(words)) < 2 or actor.is_system:
        return []
    begins, whole = Q(), Q()
    for word in words:
        begins &= Q(fold_key__contains=f" {word}")
        whole &= Q(fold_key__contains=f" {word} ") | Q(fold_key__endswith=f" {word}")
    wanted = begins | Q(address__startswith=typed.casefold().strip())
    groups = _suggest_groups(actor, wanted)
    return [*groups, *_suggest_mailboxes(actor, wanted, whole)[: SUGGESTIONS - len(groups)]]


def _suggest_groups(actor: Actor, wanted: Q) -> list[Suggestion]:
    found = list_writable(actor, wanted, limit=_GROUPS)
    return [
        Suggestion(one.address, one.name, one.agency.name if one.agency else "", size)
        for one in found
        if (size := count_mailboxes(one))
    ]


def _suggest_mailboxes(actor: Actor, wanted: Q, whole: Q) -> list[Suggestion]:
    rank = Case(When(whole, then=Value(0)), default=Value(1))
    is_foreign = Case(When(agency_id=actor.agency_pk or 0, then=Value(0)), default=Value(1))
    rows = (
        list_mailboxes()
        .filter(wanted)
        .annotate(rank=rank, is_foreign=is_foreign)
        .select_related("agency")
        .order_by("rank", "is_foreign", "fold_key")
    )
    return [
        Suggestion(row.address, row.name, row.agency.name if row.agency else "")
        for row in rows[:SUGGESTIONS]
    ]
