"""Names for the recipient picker, as one types: groups, then people and shared mailboxes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Case, Count, Q, Value, When

from mailsvc.base import clock
from mailsvc.base.text import fold
from mailsvc.directory.actor import Actor
from mailsvc.directory.groups import count_mailboxes, list_writable
from mailsvc.directory.models import Mailbox, Post, valid_on
from mailsvc.directory.posts_named import held_by_word
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


def suggest_recipients(actor: Actor, typed: str, *, usual: Sequence[str] = ()) -> list[Suggestion]:
    """Where every typed word begins a word of name, address, agency, unit or post; or initials.

    Groups the actor may write to come first, then mailboxes: those written to before (`usual`),
    names before posts, whole words ("hoa" finds Hoa before Hoàng), the actor's own agency before
    others.
    """
    words = fold(typed).split()
    if len("".join(words)) < 2 or actor.is_system:
        return []
    begins, whole = Q(), Q()
    for word in words:
        begins &= Q(fold_key__contains=f" {word}")
        whole &= Q(fold_key__contains=f" {word} ") | Q(fold_key__endswith=f" {word}")
    address = Q(address__startswith=typed.casefold().strip())
    groups = _suggest_groups(actor, begins | address)
    named = begins | address | _initials(words)
    wide = named | _by_post(words)
    ranks = Case(
        When(address__in=list(usual), then=Value(0)),
        When(whole, then=Value(1)),
        When(named, then=Value(2)),
        default=Value(3),
    )
    found = _suggest_mailboxes(actor, wide, ranks)
    return [*groups, *found[: SUGGESTIONS - len(groups)]]


def _initials(words: list[str]) -> Q:
    """`nvh` finds Nguyễn Văn Hùng: the first letters of the first words."""
    word = words[0]
    if len(words) > 1 or not (word.isascii() and word.isalpha() and len(word) <= 6):
        return Q(pk__in=())
    return Q(fold_key__regex="^" + "".join(rf" {letter}[^ ]*" for letter in word))


def _by_post(words: list[str]) -> Q:
    """Every word in name, agency, or the title and unit of one post the owner holds."""
    wanted = Q()
    for word in words:
        here = Q(fold_key__contains=f" {word}") | Q(agency__fold_key__contains=f" {word}")
        held = held_by_word(word)
        wanted &= here | held if held is not None else here
    return wanted


def _suggest_groups(actor: Actor, wanted: Q) -> list[Suggestion]:
    found = list_writable(actor, wanted, limit=_GROUPS)
    return [
        Suggestion(one.address, one.name, one.agency.name if one.agency else "", size)
        for one in found
        if (size := count_mailboxes(one))
    ]


def _suggest_mailboxes(actor: Actor, wanted: Q, ranks: Case) -> list[Suggestion]:
    is_foreign = Case(When(agency_id=actor.agency_pk or 0, then=Value(0)), default=Value(1))
    # A person with two posts is one row; ordering by a joined table would make him two.
    pks = list_mailboxes().filter(wanted).order_by().values("pk")
    rows = list(
        list_mailboxes()
        .filter(pk__in=pks)
        .annotate(rank=ranks, is_foreign=is_foreign)
        .select_related("agency", "owner")
        .order_by("rank", "is_foreign", "fold_key")[:SUGGESTIONS]
    )
    posts = _main_posts([row.owner.person_id for row in rows if row.owner and row.owner.person_id])
    return [
        Suggestion(row.address, row.name, _note(row, posts.get(row.owner.person_id or 0)))
        if row.owner
        else Suggestion(row.address, row.name, _note(row, None))
        for row in rows
    ]


def _main_posts(person_pks: list[int]) -> dict[int, Post]:
    held = Post.objects.filter(valid_on(clock.today()), person_id__in=person_pks)
    # The main post comes last, so that it is the one that stays.
    rows = held.select_related("unit").order_by("is_main", "-pk")
    return {post.person_id: post for post in rows}


def _note(mailbox: Mailbox, post: Post | None) -> str:
    """Post, unit, agency."""
    parts = [post.title, post.unit.name if post.unit else ""] if post else []
    return " · ".join(p for p in (*parts, mailbox.agency.name if mailbox.agency else "") if p)


def list_namesakes(addresses: Collection[str]) -> list[str]:
    """Names of those of our people among the addresses that somebody else bears as well."""
    names = list_mailboxes().filter(address__in=list(addresses)).values("name")
    shared = list_mailboxes().filter(name__in=names).order_by().values("name")
    counted = shared.annotate(n=Count("pk")).filter(n__gt=1)
    return sorted(counted.values_list("name", flat=True))
