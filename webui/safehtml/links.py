"""Links of a mail: they open elsewhere, tell nothing, and say where they lead when they pretend."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from bleach.html5lib_shim import Filter

from webui.safehtml import rules
from webui.safehtml.folding import Token

# Words of a link that are themselves an address of the web.
_SHOWN_HOST = re.compile(
    r"\s*(?:https?://)?((?:[^\W_][\w-]{0,62}\.){1,8}[^\W\d_]{2,24})(?:[/:?#]\S*)?\s*", re.IGNORECASE
)
_SHOWN_CHARS = 200
_MASKED = 20


class Links(Filter):
    """Passes tokens on; `masked` fills with (words, real host) of links that pretend."""

    def __init__(self, source: Any) -> None:
        super().__init__(source)
        self.masked: list[tuple[str, str]] = []
        self._goal = ""
        self._words: list[str] = []

    def __iter__(self) -> Iterator[Token]:
        for token in super().__iter__():
            is_link = token.get("name") == "a"
            if is_link and token["type"] == "StartTag":
                self._open(token["data"])
            elif is_link and token["type"] == "EndTag":
                yield from self._told()
            elif token["type"] in {"Characters", "Entity"} and self._goal:
                self._words.append(token.get("data") or f"&{token['name']};")
            yield token

    def _open(self, data: dict[tuple[str | None, str], str]) -> None:
        address = rules.unescaped(data.get((None, "href"), "")).strip()
        self._goal, self._words = _host(address), []
        if address:
            data[None, "target"] = "_blank"
            data[None, "rel"] = "noopener noreferrer"

    def _told(self) -> Iterator[Token]:
        words = rules.unescaped("".join(self._words)[:_SHOWN_CHARS]).strip()
        goal, self._goal = self._goal, ""
        if not goal or not is_masked(words, goal):
            return
        if len(self.masked) < _MASKED:
            self.masked.append((words, goal))
        yield {"type": "Characters", "data": f" [→ {goal}] "}


def is_masked(words: str, goal: str) -> bool:
    """Whether the words are an address of another host than the link's."""
    shown = _SHOWN_HOST.fullmatch(words)
    if shown is None:
        return False
    host = shown[1].casefold().removeprefix("www.")
    real = goal.removeprefix("www.")
    return host != real and not real.endswith(f".{host}") and not host.endswith(f".{real}")


def _host(address: str) -> str:
    """The host a browser would ask: after the last @ of the authority; "" for mailto."""
    try:
        found = urlsplit(address.replace("\\", "/"))
        return (found.hostname or "").casefold() if found.scheme in {"http", "https"} else ""
    except ValueError:
        return ""
