"""`{% keep name other=thing.part %}…{% endkeep %}`: a part of a page that depends on these values
and on nothing else: inside it there are no other variables, so nothing of another look, another
person or another request can be kept by mistake.

It is rendered once for each language and values, which must be hashable (frozen dataclasses are).
What changes from look to look, or belongs to the request (`csrf_token`, notices), stands in
`{% fresh %}…{% endfresh %}` inside it: rendered each time, with the variables around the keep.
"""

import re
import secrets
from collections.abc import Hashable
from contextvars import ContextVar

from django.template import Context, Library, Node, NodeList, TemplateSyntaxError
from django.template.base import FilterExpression, Parser, Token, token_kwargs
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from mailsvc.base.memory import Memory

register = Library()

_LIMIT_CHARS = 16_000_000
_kept: Memory[tuple[Hashable, ...], tuple["str | FreshNode", ...]] = Memory(_LIMIT_CHARS)
# The fresh parts met while a part to keep is rendered; None: nothing is being kept.
_met: ContextVar["list[FreshNode] | None"] = ContextVar("fresh_parts", default=None)
_WORD = secrets.token_hex(8)  # what nobody can write into a mail
_PLACE = re.compile(f"\x00{_WORD}:(\\d+)\x00")


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
    """Rendered once; afterwards only its fresh parts are."""

    def __init__(self, values: dict[str, FilterExpression], nodelist: NodeList) -> None:
        self.values, self.nodelist = values, nodelist

    def render(self, context: Context) -> SafeString:
        values = {name: value.resolve(context) for name, value in self.values.items()}
        key: tuple[Hashable, ...] = (self, get_language(), *values.values())
        parts = _kept.get(key)
        if parts is None:
            parts = self._render_parts(context.new(values))
            _kept.put(key, parts, sum(len(part) for part in parts if isinstance(part, str)))
        found = [part if isinstance(part, str) else part.render(context) for part in parts]
        return mark_safe("".join(found))  # noqa: S308  # rendered by templates

    def _render_parts(self, context: Context) -> tuple[str | FreshNode, ...]:
        met: list[FreshNode] = []
        token = _met.set(met)
        try:
            html = self.nodelist.render(context)
        finally:
            _met.reset(token)
        pieces = _PLACE.split(html)
        return tuple(met[int(piece)] if n % 2 else piece for n, piece in enumerate(pieces))


@register.tag
def keep(parser: Parser, token: Token) -> KeepNode:
    """`{% keep frame pk=mailbox.pk %}`: a name alone keeps its name."""
    words = [w if "=" in w else f"{w}={w}" for w in token.split_contents()[1:]]
    values = token_kwargs(list(words), parser)
    if len(values) != len(words):
        raise TemplateSyntaxError("keep takes names and name=value only")
    nodelist = parser.parse(("endkeep",))
    parser.delete_first_token()
    return KeepNode(values, nodelist)


@register.tag
def fresh(parser: Parser, _token: Token) -> FreshNode:
    """`{% fresh %}`."""
    nodelist = parser.parse(("endfresh",))
    parser.delete_first_token()
    return FreshNode(nodelist)
