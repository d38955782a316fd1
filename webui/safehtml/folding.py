"""The quoted mail at the end of an HTML mail, folded away: `details` of ours around its tokens."""

from collections.abc import Sequence
from typing import Any

Token = dict[str, Any]

# Text of a mail quoted by others stands in one of these; programs mark it in their own ways.
_MARKS = ("gmail_quote", "yahoo_quoted", "moz-cite", "protonmail_quote", "divrplyfwdmsg", "cite")
_SUMMARY = "thư trước"


def is_quotation(tag: str, attributes: dict[str, str]) -> bool:
    """Whether this element holds a mail that is answered, by what programs write on it."""
    if tag not in {"blockquote", "div"}:
        return False
    said = " ".join(attributes.get(name, "") for name in ("class", "id", "type")).casefold()
    return any(mark in said for mark in _MARKS)


def fold_last(tokens: Sequence[Token]) -> list[Token]:
    """Fold the outermost quotation that ends the mail, when own words stand before it."""
    span = _last_span(tokens)
    if span is None:
        return list(tokens)
    start, end = span
    before, after = tokens[:start], tokens[end:]
    if not _has_words(before) or _has_words(after):
        return list(tokens)
    return [
        *before,
        _tag("StartTag", "details"),
        _tag("StartTag", "summary"),
        {"type": "Characters", "data": _SUMMARY},
        _tag("EndTag", "summary"),
        *tokens[start:end],
        _tag("EndTag", "details"),
        *after,
    ]


def _last_span(tokens: Sequence[Token]) -> tuple[int, int] | None:
    """From the start tag of the last outermost quotation to behind its end tag."""
    span: tuple[int, int] | None = None
    start, depth = -1, 0
    for at, token in enumerate(tokens):
        if start < 0:
            if token["type"] == "StartTag" and token.get("is_quotation"):
                start, depth = at, 1
        elif token["type"] == "StartTag":
            depth += 1
        elif token["type"] == "EndTag":
            depth -= 1
            if depth == 0:
                span, start = (start, at + 1), -1
    return span


def _has_words(tokens: Sequence[Token]) -> bool:
    return any(
        token["type"] == "Entity"
        or (token["type"] == "Characters" and token["data"].strip())
        or token.get("name") == "img"
        for token in tokens
    )


def _tag(kind: str, name: str) -> Token:
    return {"type": kind, "name": name, "data": {}}
