"""Style attributes: allowed properties with plain values; nothing loads, computes or overlays."""

import re
from collections.abc import Iterable
from functools import lru_cache

import tinycss2
from tinycss2.ast import Declaration, Node

from webui.safehtml import rules

_FUNCTIONS = frozenset({"rgb", "rgba", "hsl", "hsla"})
_PLAIN = frozenset({"ident", "hash", "number", "percentage", "dimension", "string", "whitespace"})
# What a value may be made of once it is written out; no backslash, no "<", no "&".
_VALUE = re.compile(r"[A-Za-z0-9 #%.,()'/+_-]{1,300}")
_REPEATED_CHARS = 1000
_NEGATIVE = re.compile(r"(?:^|[\s,(])-\.?[0-9]")


class StyleCleaner:
    """The CSS sanitizer bleach asks."""

    def sanitize_css(self, style: str) -> str:
        """The declarations that pass, without `!important`."""
        return _cleaned(style) if len(style) < _REPEATED_CHARS else _cleaned.__wrapped__(style)


@lru_cache(maxsize=4096)
def _cleaned(style: str) -> str:
    """A mail says the same of each of its cells."""
    found = tinycss2.parse_declaration_list(
        rules.unescaped(style), skip_comments=True, skip_whitespace=True
    )
    kept = (_written(node) for node in found if isinstance(node, Declaration))
    return "; ".join(text for text in kept if text)


def _written(declaration: Declaration) -> str:
    """`name: value`, or "" when either is not wanted."""
    name = declaration.lower_name
    if name not in rules.PROPERTIES or not _is_plain(declaration.value):
        return ""
    value = tinycss2.serialize(declaration.value).strip().replace('"', "'")
    value = re.sub(r"/\*.*?\*/", "", value)
    # A negative margin lays text over what stands around it.
    if not _VALUE.fullmatch(value) or _NEGATIVE.search(value):
        return ""
    return f"{name}: {value}"


def _is_plain(nodes: Iterable[Node]) -> bool:
    return all(_is_plain_node(node) for node in nodes)


def _is_plain_node(node: Node) -> bool:
    if node.type == "function":
        return node.lower_name in _FUNCTIONS and _is_plain(node.arguments)
    if node.type == "literal":
        return node.value in {",", "/"}
    return node.type in _PLAIN or node.type == "comment"
