"""`{% keep name other=thing.part %}…{% endkeep %}`: a part of a page that depends on these values
and on nothing else: inside it there are no other variables, so nothing of another look, another
person or another request can be kept by mistake.

It is rendered once for each language and values, which must be hashable (frozen dataclasses are).
A number that is only printed, as the uid of a mail in its addresses, comes after `blank`:
`{% keep pk role blank uid %}` is rendered once for all uids, with a number nobody could guess in
their place; what depends on it (`{% if %}`, a filter) has no place there.
What changes from look to look, or belongs to the request (`csrf_token`, notices), stands in
`{% fresh %}…{% endfresh %}` inside it: rendered each time, with the variables around the keep.
"""

import re
import secrets
from collections.abc import Hashable
from contextvars import ContextVar
from typing import Union

from django.template import Context, Library, Node, NodeList, TemplateSyntaxError
from django.template.base import FilterExpression, Parser, Token, token_kwargs
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from mailsvc.base.memory import Memory

register = Library()

_LIMIT_CHARS = 16_000_000
# Text, a part that is rendered each time, or which blank is printed here.
_Part = Union[str, int, "FreshNode"]
_kept: Memory[tuple[Hashable, ...], tuple[_Part, ...]] = Memory(_LIMIT_CHARS)
# The fresh parts met while a part to keep is rendered; None: nothing is being kept.
_met: ContextVar["list[FreshNode] | None"] = ContextVar("fresh_parts", default=None)
_WORD = secrets.token_hex(8)  # what nobody can write into a mail
_NUMBER = 10**15 + secrets.randbelow(10**15)
_PLACE = re.compile(f"\x00{_WORD}:(\\d+)\x00|{_NUMBER}(\\d)")


class FreshNode(Node):
    """Rendered each time."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        met = _met.get()
        if met is None:
            return self.nodelist.render(context)
        met.append(self)
        return mark_safe(f"\x00{_WORD}:{len(met) - 1}\x00")  # noqa: S308  # a number


class KeepNode(Node):
    """Rendered once; afterwards only its fresh parts are, and its blanks filled in."""

    def __init__(
        self,
        values: dict[str, FilterExpression],
        blanks: dict[str, FilterExpression],
        nodelist: NodeList,
    ) -> None:
        self.values, self.blanks, self.nodelist = values, blanks, nodelist

    def render(self, context: Context) -> SafeString:
        values = {name: value.resolve(context) for name, value in self.values.items()}
        key: tuple[Hashable, ...] = (self, get_language(), *values.values())
        parts = _kept.get(key)
        if parts is None:
            stand_ins = {name: _NUMBER * 10 + place for place, name in enumerate(self.blanks)}
            parts = self._render_parts(context.new(values | stand_ins))
            _kept.put(key, parts, sum(len(part) for part in parts if isinstance(part, str)))
        numbers = [str(int(value.resolve(context))) for value in self.blanks.values()]
        found = (_fill_in(part, numbers, context) for part in parts)
        return mark_safe("".join(found))  # noqa: S308  # rendered by templates

    def _render_parts(self, context: Context) -> tuple[_Part, ...]:
        met: list[FreshNode] = []
        token = _met.set(met)
        try:
            html = self.nodelist.render(context)
        finally:
            _met.reset(token)
        parts: list[_Part] = []
        end = 0
        for place in _PLACE.finditer(html):
            parts += [html[end : place.start()], met[int(place[1])] if place[1] else int(place[2])]
            end = place.end()
        return (*parts, html[end:])


def _fill_in(part: _Part, numbers: list[str], context: Context) -> str:
    if isinstance(part, str):
        return part
    return numbers[part] if isinstance(part, int) else part.render(context)


@register.tag
def keep(parser: Parser, token: Token) -> KeepNode:
    """`{% keep frame pk=mailbox.pk blank uid %}`: a name alone keeps its name."""
    words = token.split_contents()[1:]
    at = words.index("blank") if "blank" in words else len(words)
    values, blanks = _read_values(words[:at], parser), _read_values(words[at + 1 :], parser)
    nodelist = parser.parse(("endkeep",))
    parser.delete_first_token()
    return KeepNode(values, blanks, nodelist)


def _read_values(words: list[str], parser: Parser) -> dict[str, FilterExpression]:
    named = [word if "=" in word else f"{word}={word}" for word in words]
    values = token_kwargs(list(named), parser)
    if len(values) != len(named):
        raise TemplateSyntaxError("keep takes names and name=value only")
    return values


@register.tag
def fresh(parser: Parser, _token: Token) -> FreshNode:
    """`{% fresh %}`."""
    nodelist = parser.parse(("endfresh",))
    parser.delete_first_token()
    return FreshNode(nodelist)
