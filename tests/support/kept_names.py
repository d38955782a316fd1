"""Which names a `{% keep %}` uses without being given them: there they would be empty, silently."""

from collections.abc import Iterator
from typing import Any

from django.template import Node, NodeList, Template
from django.template.base import FilterExpression, TokenType, Variable
from django.template.defaulttags import ForNode, IfNode, WithNode
from django.template.loader import get_template
from django.template.loader_tags import ExtendsNode, IncludeNode
from django.template.smartif import TokenBase
from django.templatetags.i18n import BlockTranslateNode

from webui.templatetags.keeping import FreshNode, KeepNode

_ALWAYS = frozenset({"True", "False", "None", "forloop", "block"})
# Where tags keep the name that their result goes to.
_TARGETS = ("asvar", "target_var", "variable", "var_name")


def find_unnamed(template: Template) -> dict[int, set[str]]:
    """By the line of the keep, the names used inside it that it does not list."""
    found: dict[int, set[str]] = {}
    for keep in _keeps(template.nodelist):
        missing = set(_free(keep.nodelist, {*keep.values, *keep.blanks, *_ALWAYS}))
        if missing:
            found[keep.token.lineno if keep.token else 0] = missing
    return found


def _keeps(nodes: NodeList) -> Iterator[KeepNode]:
    for node in nodes:
        if isinstance(node, KeepNode):
            yield node
        for name in (*node.child_nodelists, "conditions_nodelists"):
            for inner in _lists(getattr(node, name, None)):
                yield from _keeps(inner)


def _free(nodes: NodeList, known: set[str]) -> Iterator[str]:
    """Names that stand free in a run of nodes; what a tag sets is known from there on."""
    known = set(known)
    for node in nodes:
        yield from _free_of(node, known)
        for target in _TARGETS:
            name = getattr(node, target, None)
            if isinstance(name, str):
                known.add(name)


def _free_of(node: Node, known: set[str]) -> Iterator[str]:
    if isinstance(node, FreshNode):
        return
    assert not isinstance(node, ExtendsNode), "a keep holds no whole page"
    for name, value in vars(node).items():
        if name not in node.child_nodelists:
            yield from (one for one in _names(value) if one not in known)
    inner = known | set(_bound(node))
    if isinstance(node, BlockTranslateNode):
        yield from (one for one in _translated(node) if one not in inner)
    if isinstance(node, IncludeNode):
        yield from _free(_included(node), inner)
    for name in (*node.child_nodelists, *(["conditions_nodelists"] if _is_if(node) else [])):
        for nodes in _lists(getattr(node, name, None)):
            yield from _free(nodes, inner)


def _is_if(node: Node) -> bool:
    return isinstance(node, IfNode)


def _bound(node: Node) -> Iterator[str]:
    """Names a node gives to what stands inside it."""
    if isinstance(node, ForNode):
        yield from node.loopvars
    if isinstance(node, (WithNode, IncludeNode, BlockTranslateNode)):
        yield from node.extra_context
    if isinstance(node, BlockTranslateNode) and node.countervar:
        yield node.countervar


def _included(node: IncludeNode) -> NodeList:
    name = node.template.var
    assert isinstance(name, str), "an include inside a keep names its template"
    return get_template(name).template.nodelist


def _translated(node: BlockTranslateNode) -> Iterator[str]:
    for token in [*node.singular, *node.plural]:
        if token.token_type is TokenType.VAR:
            yield token.contents.partition(".")[0].partition("|")[0]


def _names(value: Any) -> Iterator[str]:
    """The first names of all variables in a node's attribute."""
    if isinstance(value, FilterExpression):
        yield from _names(value.var)
        for _, arguments in value.filters:
            for is_variable, argument in arguments:
                yield from _names(argument) if is_variable else ()
    elif isinstance(value, Variable):
        yield from value.lookups[:1] if value.lookups else ()
    elif isinstance(value, (list, tuple)) and not isinstance(value, NodeList):
        for one in value:
            yield from _names(one)
    elif isinstance(value, dict):
        yield from _names(list(value.values()))
    elif isinstance(value, TokenBase):  # a condition of an if
        yield from _names([value.value, value.first, value.second])


def _lists(value: Any) -> Iterator[NodeList]:
    if isinstance(value, NodeList):
        yield value
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from _lists(one)
