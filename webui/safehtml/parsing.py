"""HTML to the tokens that bleach's filter judges; read by libxml2, many times as fast as html5lib.

What a browser would make of the source does not matter here: nothing of it is passed on, every
tag, attribute and letter of the result is written anew. No tree is built, so time is linear.
"""

import html

from lxml import etree

from webui.safehtml import rules
from webui.safehtml.folding import Token, is_quotation

_VOID = frozenset({"br", "col", "hr", "img", "wbr"})
# Their text is not for readers. Security does not rest on this: the tags are not in the allowlist.
_UNSEEN = frozenset(
    (
        *("script", "style", "title", "template", "noscript", "noembed", "noframes", "iframe"),
        *("textarea", "select", "svg", "math"),
    )
)


class TooComplex(Exception):
    """Over a limit of `rules`; never leaves safehtml."""


def tokens(source: str) -> list[Token]:
    """Balanced tokens, letters escaped as bleach's own tokenizer leaves them."""
    target = _Target()
    parser = etree.HTMLParser(target=target, encoding="utf-8")  # type: ignore[call-overload]
    parser.feed(b"<html><body>" + source.encode("utf-8"))
    return list(parser.close())


class _Target:
    """What libxml2 tells, in order. Keeps its own list of open elements."""

    def __init__(self) -> None:
        self._tokens: list[Token] = []
        self._open: list[str] = []
        self._unseen_at = 0
        self._count = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if (
            self._count > rules.WORK_LIMIT
            or len(attributes) > rules.ATTRIBUTE_LIMIT
            or len(self._open) > rules.DEPTH_LIMIT
        ):
            raise TooComplex
        kind = "EmptyTag" if tag in _VOID else "StartTag"
        if kind == "StartTag":
            self._open.append(tag)
        if not self._unseen_at and tag in _UNSEEN:
            self._unseen_at = len(self._open)
        if not self._unseen_at:
            data = {(None, name): html.escape(value) for name, value in attributes.items()}
            token: Token = {"type": kind, "name": tag, "data": data}
            if is_quotation(tag, attributes):
                token["is_quotation"] = True
            self._tokens.append(token)

    def end(self, tag: str) -> None:
        if tag not in self._open:
            return
        closed = ""
        while closed != tag:
            closed = self._open.pop()
            if not self._unseen_at:
                self._tokens.append({"type": "EndTag", "name": closed, "data": {}})
            elif len(self._open) < self._unseen_at:
                self._unseen_at = 0

    def data(self, text: str) -> None:
        if not self._unseen_at:
            self._tokens.append({"type": "Characters", "data": html.escape(text, quote=False)})

    def close(self) -> list[Token]:
        while self._open:
            self.end(self._open[-1])
        return self._tokens
