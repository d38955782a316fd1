"""Cleaned HTML as plain text, as a person would have typed it: one pass over the tokens."""

import re
from collections.abc import Iterable

from webui.safehtml import rules
from webui.safehtml.folding import Token

_SPACED = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote", "table", "pre"}
)
_BLOCKS = _SPACED | {"div", "li", "tr", "dl", "dt", "dd", "figure", "center", "hr"}
_BLANKS = re.compile(r"[ \t\r\n]+")
_EMPTY_LINES = re.compile(r"\n{3,}")


def text_of_tokens(found: Iterable[Token]) -> str:
    """Lines where a reader sees lines; `- `, `1. `, `> `, `words <address>` for what HTML has."""
    writer = _Writer()
    for token in found:
        writer.take(token)
    return writer.text()


class _Writer:
    """Keeps the line being written, and what begins lines at this depth."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line = ""
        self._quotes = 0
        self._lists: list[int | None] = []  # the next number, None for bullets
        self._mark = ""
        self._goals: list[tuple[str, int]] = []
        self._kept_blanks = 0
        self._cells = 0

    def take(self, token: Token) -> None:
        """One token in its order."""
        kind = token["type"]
        if kind in {"Characters", "SpaceCharacters"}:
            self._say(rules.unescaped(token["data"]))
        elif kind == "EmptyTag":
            self._break(token["name"])
        elif kind == "StartTag":
            self._open(token["name"], token["data"])
        elif kind == "EndTag":
            self._close(token["name"])

    def text(self) -> str:
        """All lines; none at the ends is empty."""
        self._end_line()
        joined = "\n".join(self._lines)
        return _EMPTY_LINES.sub("\n\n", joined).strip("\n")

    def _say(self, words: str) -> None:
        if self._kept_blanks:
            first, *more = words.split("\n")
            self._line += first
            for line in more:
                self._end_line(even_empty=True)
                self._line = line
            return
        words = _BLANKS.sub(" ", words.replace("\u00a0", " "))
        self._line += words.lstrip(" ") if not self._line else words

    def _break(self, name: str) -> None:
        if name == "br":
            self._end_line(even_empty=True)
        elif name == "hr":
            self._end_line()
            self._line = "---"
            self._end_line()

    def _open(self, name: str, data: dict[tuple[str | None, str], str]) -> None:
        if name in _BLOCKS:
            self._end_line()
        if name == "blockquote":
            self._gap()
            self._quotes += 1
        elif name in {"ul", "ol"}:
            self._lists.append(1 if name == "ol" else None)
        elif name == "li":
            self._mark = self._next_mark()
        elif name == "pre":
            self._kept_blanks += 1
        elif name in {"td", "th"}:
            self._line = f"{self._line.rstrip()} | " if self._line.strip() else ""
            self._cells += 1
        elif name == "a":
            goal = rules.unescaped(data.get((None, "href"), "")).strip()
            self._goals.append((goal, len(self._line)))

    def _close(self, name: str) -> None:
        if name == "a" and self._goals:
            self._tell_goal(*self._goals.pop())
        if name in {"td", "th"}:
            self._cells = max(0, self._cells - 1)
        if name in _BLOCKS:
            self._end_line()
        if name == "pre":
            self._kept_blanks = max(0, self._kept_blanks - 1)
        elif name == "blockquote":
            while self._lines and not self._lines[-1].strip("> "):
                self._lines.pop()
            self._quotes = max(0, self._quotes - 1)
        elif name in {"ul", "ol"} and self._lists:
            self._lists.pop()
        elif name == "li":
            self._mark = ""
        if name in _SPACED and not self._lists:
            self._gap()

    def _tell_goal(self, goal: str, begin: int) -> None:
        """Where a link leads, when its words do not say so."""
        words = self._line[begin:].strip()
        bare = goal.removeprefix("mailto:")
        if bare and words not in {goal, bare, goal.rstrip("/")}:
            self._line += f" <{bare}>"

    def _next_mark(self) -> str:
        if not self._lists:
            return "- "
        at = self._lists[-1]
        if at is None:
            return "- "
        self._lists[-1] = at + 1
        return f"{at}. "

    def _end_line(self, *, even_empty: bool = False) -> None:
        if self._cells:  # a row of a table stays one line
            self._line = f"{self._line.rstrip()} " if self._line.strip() else ""
            return
        line = self._line if self._kept_blanks else self._line.rstrip(" ")
        if line.strip() == "--":
            line = "-- "  # RFC 3676 §4.3
        self._line = ""
        if not line.strip() and not even_empty:
            return
        indent = "  " * max(0, len(self._lists) - 1)
        hang = self._mark or ("  " if self._lists and line else "")
        self._mark = ""
        self._lines.append(f"{self._begin()}{indent}{hang}{line}" if line else self._begin())

    def _gap(self) -> None:
        begin = self._begin()
        if self._lines and self._lines[-1].strip("> ") and not self._cells:
            self._lines.append(begin.rstrip(" ") if begin else "")

    def _begin(self) -> str:
        # RFC 3676 §4.5: the marks of quotation stand together.
        return ">" * self._quotes + " " if self._quotes else ""
