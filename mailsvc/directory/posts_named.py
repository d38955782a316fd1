"""Posts by what people call them: which titles and units hold a word, for the recipient picker."""

from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Q

from mailsvc.base import clock
from mailsvc.base.text import fold
from mailsvc.directory.models import Post, Unit, valid_on

_KEY, _CACHED_S = "directory.posts_named", 300


@dataclass(frozen=True)
class _Names:
    """Folded names, a blank before each word: titles by how they are written, units by pk."""

    titles: tuple[tuple[str, str], ...]
    units: tuple[tuple[int, str], ...]


def held_by_word(word: str) -> Q | None:
    """Mailboxes whose owner holds a post today with this word (folded) in its title or unit."""
    names = _names()
    titles = [title for title, key in names.titles if f" {word}" in key]
    units = [pk for pk, key in names.units if f" {word}" in key]
    if not titles and not units:
        return None
    held = "owner__person__posts__"
    named = Q(**{f"{held}title__in": titles}) | Q(**{f"{held}unit__in": units})
    return named & valid_on(clock.today(), held)


def _names() -> _Names:
    """A few hundred names for thousands of posts; five minutes old at most."""
    known: _Names | None = cache.get(_KEY)
    if known is None:
        today = clock.today()
        titles = Post.objects.filter(valid_on(today)).order_by().values_list("title", flat=True)
        units = Unit.objects.filter(valid_on(today)).order_by("pk")
        known = _Names(
            tuple((title, f" {fold(title)}") for title in titles.distinct()),
            tuple(
                (pk, f" {fold(name)} {fold(code)}")
                for pk, name, code in units.values_list("pk", "name", "code")
            ),
        )
        cache.set(_KEY, known, _CACHED_S)
    return known
