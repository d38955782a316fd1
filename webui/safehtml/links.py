"""Links of a mail: they open elsewhere, tell nothing, and say where they lead when they pretend."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import unquote, urlsplit

from bleach.html5lib_shim import Filter

from webui.safehtml import rules
from webui.safehtml.folding import Token

# Words of a link that are themselves an address of the web. Where they do not begin like one, the
# end must be one people know: "báo cáo.docx" and "ThS.Hoa" are no servers.
_ENDS = (
    "[a-z]{2}|com|net|org|gov|edu|mil|int|info|biz|name|pro|asia|app|dev|online|site|shop|store|"
    "xyz|top|club|live|cloud|mobi|example"
)
_LABELS = r"(?:[^\W_][\w-]{0,62}\.){1,8}"
_SHOWN_HOST = re.compile(
    rf"\s*(?:(?:https?://|(?=www\.))({_LABELS}[^\W\d_]{{2,24}})|({_LABELS}(?:{_ENDS})))"
    r"(?:[/:?#]\S*)?\s*",
    re.IGNORECASE,
)
_SHOWN_MAIL = re.compile(rf"[^\s@<>]{{1,64}}@({_LABELS}[^\W\d_]{{2,24}})")
# The same among other words, where only what begins like an address is one.
_SAID = re.compile(r"(?:https?://|www\.)[^\s<>\"'()]{3,190}", re.IGNORECASE)
_SHOWN_CHARS = 200


@dataclass(frozen=True)
class Link:
    """A link as it stands in a mail. `host` is what a browser would ask, for mailto what is behind
    the @; `shown` the place its words, or the begin of its address, pretend, "" for honest ones.
    """

    words: str
    address: str
    host: str
    shown: str = ""


class Links(Filter):
    """Passes tokens on; `found` fills with all links in their order, from 0.

    `asks` is where a link of this number leads instead of to its own address.
    """

    def __init__(self, source: Any, asks: Mapping[int, str] | None = None) -> None:
        super().__init__(source)
        self.found: list[Link] = []
        self._asks = asks or {}
        self._address = ""
        self._words: list[str] = []

    def __iter__(self) -> Iterator[Token]:
        for token in super().__iter__():
            if token.get("name") == "a":
                yield from self._told()
                if token["type"] == "StartTag":
                    self._open(token["data"])
            elif self._address:
                self._words.append(_words_of(token))
            yield token

    def _open(self, data: dict[tuple[str | None, str], str]) -> None:
        self._address = rules.unescaped(data.get((None, "href"), "")).strip()
        self._words = []
        if self._address:
            data[None, "target"] = "_blank"
            data[None, "rel"] = "noopener noreferrer"
            asking = self._asks.get(len(self.found))
            if asking:
                data[None, "href"] = escape(asking)

    def _told(self) -> Iterator[Token]:
        if not self._address:
            return
        words = rules.unescaped("".join(self._words)[:_SHOWN_CHARS]).strip()
        link = read_link(words, self._address)
        self.found.append(link)
        self._address = ""
        if link.shown and link.host and link.shown == words:
            yield {"type": "Characters", "data": f" [→ {escape(link.host)}] "}


def _words_of(token: Token) -> str:
    if token["type"] == "Entity":
        return f"&{token['name']};"
    if token.get("name") == "img":  # its description stands there until it is shown
        return str(token["data"].get((None, "alt"), ""))
    return str(token["data"]) if token["type"] in {"Characters", "SpaceCharacters"} else ""


def read_link(words: str, address: str) -> Link:
    """The link, and whether it pretends."""
    host, user = _parts(address)
    shown = next((said for said in (words, *_SAID.findall(words)) if is_masked(said, host)), "")
    if not shown and host and "." in user:  # https://dienbien.gov.vn@xau.example/
        shown = user
    return Link(words, address, host, shown)


def is_masked(words: str, goal: str) -> bool:
    """Whether the words are an address of another host than the link's."""
    shown = _SHOWN_HOST.fullmatch(words) or _SHOWN_MAIL.fullmatch(words)
    if shown is None or not goal:
        return False
    host = next(said for said in shown.groups() if said).casefold().removeprefix("www.")
    real = goal.removeprefix("www.")
    return host != real and not real.endswith(f".{host}") and not host.endswith(f".{real}")


def _parts(address: str) -> tuple[str, str]:
    """The host a browser would ask, after the last @ of the authority, and what stands before it;
    for mailto the domain of the first address."""
    if address[:7].casefold() == "mailto:":
        first = unquote(re.split(r"[?,]", address[7:], maxsplit=1)[0])
        return first.rpartition("@")[2].strip(" <>").casefold(), ""
    try:
        found = urlsplit(address.replace("\\", "/"))
        return (found.hostname or "").casefold(), (found.username or "").casefold()
    except ValueError:
        return "", ""
