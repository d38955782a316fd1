"""Where a hit stands: a few words of the text around it, those looked for marked; pure."""

import re
from collections.abc import Sequence
from functools import lru_cache

from mailsvc.base.text import fold
from mailsvc.mailstore.query import Field, Query

_WORD = re.compile(r"\w+")
_LOOKED_AT = 20_000
_BEFORE, _CHARS = 50, 150
Pieces = list[tuple[str, bool]]


class Sought:
    """The folded words of a query that may stand in a field."""

    def __init__(self, query: Query, *fields: Field) -> None:
        self._whole: set[str] = set()
        self._beginnings: tuple[str, ...] = ()
        for term in query.terms:
            if term.is_negated or term.field not in fields:
                continue
            words = fold(term.text).split()
            if term.is_beginning and words:
                self._beginnings += (words.pop(),)
            self._whole.update(words)

    def has(self, word: str) -> bool:
        """True when this word of a text was looked for."""
        bare = _folded(word)
        return bare in self._whole or bool(self._beginnings and bare.startswith(self._beginnings))


def marked(text: str, sought: Sought) -> Pieces:
    """The text in pieces; True for those that were looked for."""
    pieces: Pieces = []
    position = 0
    for match in _WORD.finditer(text):
        if sought.has(match[0]):
            pieces += [(text[position : match.start()], False), (match[0], True)]
            position = match.end()
    return [piece for piece in [*pieces, (text[position:], False)] if piece[0]]


def snippet(text: str, sought: Sought, preview: str) -> Pieces:
    """The words around the first hit in the text; the preview where there is none."""
    looked = text[:_LOOKED_AT]
    first = next((m for m in _WORD.finditer(looked) if sought.has(m[0])), None)
    if first is None:
        return [(preview, False)] if preview else []
    start = looked.rfind(" ", 0, max(0, first.start() - _BEFORE)) + 1
    if first.start() <= _BEFORE:
        start = 0
    cut = " ".join(looked[start : first.start() + _CHARS].split())
    return [*([("… ", False)] if start else []), *marked(cut, sought)]


@lru_cache(maxsize=20_000)
def _folded(word: str) -> str:
    return fold(word)


def sought_in_text(query: Query) -> Sought:
    """What may stand in the text of a mail."""
    return Sought(query, Field.ANYWHERE, Field.BODY)


def sought_in_head(query: Query) -> Sequence[Sought]:
    """What may stand in the names and in the subject, as two."""
    return (
        Sought(query, Field.ANYWHERE, Field.SENDER, Field.RECIPIENT),
        Sought(query, Field.ANYWHERE, Field.SUBJECT),
    )
