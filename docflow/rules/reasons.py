"""Reasons that stand in a book: one line, at least ten characters."""

from mailsvc.base.errors import Invalid
from mailsvc.base.text import clean_line

REASON_MIN = 10
_LINE_MAX = 500


def need_reason_line(value: str, *, field: str = "reason") -> str:
    """The reason as one line; Invalid names the field where it is too short."""
    line = clean_line(value)
    if len(line) < REASON_MIN:
        words = f"Lý do cần ít nhất {REASON_MIN} ký tự."
        raise Invalid(field, words, {field: words})
    return line[:_LINE_MAX]


def need_line(value: str, *, field: str, missing: str, most: int) -> str:
    """Something in one line; Invalid with `missing` where there is nothing, or too much."""
    line = clean_line(value)
    if not line:
        raise Invalid(field, missing, {field: missing})
    if len(line) > most:
        words = f"Dài quá {most} ký tự."
        raise Invalid(field, words, {field: words})
    return line
