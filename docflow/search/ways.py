"""Which way leads soonest to the newest documents that hold the words.

A way changes no row: each one found is asked for the actor's right to it all the same. PostgreSQL's
statistics say how many hold the words, so no search is spent on choosing; they may err, and then it
takes longer. SQLite has none, and makes a list of all that hold the words: who sees most documents
asks the newest first, which a frequent word fills the pages from; others have its one way.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db import connection
from django.db.models import Max

from docflow.documents.access import any_sees_most, nth_own_key, owns_many
from docflow.documents.models import Document
from docflow.documents.paging import FOUND_MAX
from docflow.search.engine import estimate
from mailsvc.directory.actor import Actor

# So many that hold the words fill the pages that are counted, though some are somebody else's.
_ENOUGH = 350
assert _ENOUGH > FOUND_MAX
# Where so many times fewer than one's own are needed, only those are gone through.
_FEWER = 8
# Among so many SQLite finds what holds a word within a few milliseconds.
_NEWEST = 4000
# Of what so large a part holds, enough is soon met on the way from the newest.
_OFTEN = 0.2


class Lead(StrEnum):
    """What is gone through: the other conditions are asked of each row."""

    LIST = "list"
    WORDS = "words"
    BOTH = "both"


@dataclass(frozen=True)
class Way:
    """`beyond`: enough is expected among the documents with larger keys; 0 where all are asked."""

    lead: Lead
    beyond: int = 0


def choose_way(actor: Actor, asked: str) -> Way:
    """For the words as `engine.ask_words` made them."""
    if connection.vendor != "postgresql":
        return _from_newest(_NEWEST) if any_sees_most(actor) else Way(Lead.LIST)
    return weigh(actor, *estimate(asked))


def weigh(actor: Actor, held: int, whole: int) -> Way:
    """The way where so many of the whole hold the words."""
    if held <= _ENOUGH:
        return Way(Lead.WORDS)
    needed = _ENOUGH * whole // held
    if any_sees_most(actor):
        return _among_most(held, whole, needed)
    return _among_own(actor, held, needed)


def _among_most(held: int, whole: int, needed: int) -> Way:
    if held > whole * _OFTEN:
        return Way(Lead.LIST)
    return _from_newest(needed)


def _from_newest(needed: int) -> Way:
    newest = Document.objects.aggregate(key=Max("pk"))["key"] or 0
    return Way(Lead.WORDS, max(0, newest - needed))


def _among_own(actor: Actor, held: int, needed: int) -> Way:
    """The actor's keys, as many as hold enough, or all of them beside all that hold the words."""
    if held < needed:
        return Way(Lead.BOTH if owns_many(actor) else Lead.LIST)
    # Finding the key costs some thousand rows. A power of two: few questions are kept.
    if not owns_many(actor, few=1 << (_FEWER * needed).bit_length()):
        return Way(Lead.LIST)
    return Way(Lead.LIST, nth_own_key(actor, needed))
