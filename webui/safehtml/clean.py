"""`clean`: the allowlist applied, once per content."""

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bleach.html5lib_shim import Filter
from bleach.sanitizer import BleachSanitizerFilter

from mailsvc.message.htmltext import text_of_html
from webui.safehtml import rules
from webui.safehtml.cache import ResultCache
from webui.safehtml.folding import Token, fold_last
from webui.safehtml.links import Link, Links
from webui.safehtml.parsing import TooComplex, tokens
from webui.safehtml.styles import StyleCleaner
from webui.safehtml.writing import write

Remote = Callable[[str], str]

_PROTOCOLS = frozenset({"http", "https", "mailto", "data", "cid"})
_BAD_CHARS = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True)
class CleanHtml:
    """The safe HTML, how many pictures were left out, whether only its text could be shown, and
    its links in their order."""

    html: str
    blocked: int
    is_text_only: bool
    links: tuple[Link, ...] = ()


_cache: ResultCache[CleanHtml] = ResultCache(max_chars=8_000_000)


def clean(source: str) -> str:
    """HTML safe to put into a page; remote content is blocked. Total."""
    return clean_mail(source).html


def clean_mail(
    source: str,
    inline: Mapping[str, str] | None = None,
    *,
    folds: bool = False,
    remote: Remote | None = None,
    asks: Mapping[int, str] | None = None,
) -> CleanHtml:
    """As `clean`; `inline` maps content ids to data: images of the mail itself; `folds` puts the
    quoted mail at the end away, one click from being seen. `remote` gives the address of ours that
    stands for a picture outside; without it such pictures are left out. `asks` maps the number of
    a link to the address of ours it leads to instead.
    """
    pictures = dict(inline or {})
    if remote is not None or asks:  # for one reader of one mail: nothing to keep
        return _clean(source, pictures, folds=folds, remote=remote, asks=asks)
    key = (str(folds), source, *(text for pair in sorted(pictures.items()) for text in pair))
    found = _cache.find(key)
    if found is None:
        found = _clean(source, pictures, folds=folds)
        _cache.keep(key, found, size=len(found.html))
    return found


def _clean(
    source: str,
    pictures: Mapping[str, str],
    *,
    folds: bool,
    remote: Remote | None = None,
    asks: Mapping[int, str] | None = None,
) -> CleanHtml:
    if len(source) > rules.SIZE_LIMIT or _marks(source) > rules.WORK_LIMIT:
        return _text_only(source)
    text = rules.shorten_references(_BAD_CHARS.sub("\ufffd", source))
    attributes = _Attributes(lets_remote=remote is not None)
    try:
        links = Links(_judged(tokens(text), attributes), asks)
        shown = list(_Pictures(links, pictures, remote))
        safe = write(fold_last(shown) if folds else shown)
    except TooComplex:
        return _text_only(source)
    return CleanHtml(safe, attributes.blocked, is_text_only=False, links=tuple(links.found))


def _judged(found: list[Token], attributes: "_Attributes") -> Filter:
    """The tokens that bleach lets pass."""
    return BleachSanitizerFilter(
        source=found,
        allowed_tags=rules.TAGS,
        attributes=attributes,
        allowed_protocols=_PROTOCOLS,
        strip_disallowed_tags=True,
        strip_html_comments=True,
        css_sanitizer=StyleCleaner(),
    )


def _marks(source: str) -> int:
    return source.count("<") + source.count("&")


def _text_only(source: str) -> CleanHtml:
    text = html.escape(text_of_html(source))
    return CleanHtml(f"<pre>{text}</pre>", 0, is_text_only=True)


class _Attributes:
    """Asked for each attribute; counts the pictures it leaves out."""

    def __init__(self, *, lets_remote: bool) -> None:
        self.blocked = 0
        self._lets_remote = lets_remote

    def __call__(self, tag: str, name: str, value: str) -> bool:
        if rules.is_allowed(tag, name, value):
            return True
        if self._lets_remote and rules.is_remote(tag, name, value):
            return True
        self.blocked += rules.loads_picture(tag, name, value)
        return False


class _Pictures(Filter):
    """`cid:` pictures become the mail's own bytes, remote ones an address of ours; one that is not
    shown leaves its description.
    """

    def __init__(self, source: Any, pictures: Mapping[str, str], remote: Remote | None) -> None:
        super().__init__(source)
        self._pictures, self._remote = pictures, remote

    def __iter__(self) -> Iterator[Token]:
        for token in super().__iter__():
            yield self._mended(token) if token.get("name") == "img" else token

    def _mended(self, token: Token) -> Token:
        data = token["data"]
        source = data.get((None, "src"), "")
        if source.strip().casefold().startswith("cid:"):
            picture = self._pictures.get(rules.unescaped(source.strip())[4:], "")
            data.pop((None, "src"))
            if rules.is_picture(picture):
                data[None, "src"] = picture
        elif rules.is_remote("img", "src", source):
            # Let through by _Attributes, hence there is an address of ours for it.
            ours = self._remote(rules.unescaped(source).strip()) if self._remote else ""
            data[None, "src"] = html.escape(ours)
        if (None, "src") in data:
            return token
        words = rules.unescaped(data.get((None, "alt"), "")).strip()
        return {"type": "Characters", "data": html.escape(f"[{words}]") if words else ""}
