"""Links of a mail that are asked about before they are followed, in its HTML and in its text.

A link is named by its number among those of the mail: what an address of ours leads to is looked up
in the mail again, so that it can lead nowhere else.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape, unescape

from django.urls import reverse
from django.utils.html import urlize
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from mailsvc.directory.selectors import list_domains
from mailsvc.message.lookalike import looks_like
from webui.mail.reading import Reading
from webui.safehtml.links import Link, read_link

# One of these is in every address that `urlize` finds.
_MAY_LINK = re.compile(r"https?://|www\.|@|\.(?:com|edu|gov|int|mil|net|org)", re.IGNORECASE)
# Only `urlize` writes tags into the text of a mail: what stood there is escaped.
_WRITTEN = re.compile(r'<a href="([^"]*)"([^>]*)>(.*?)</a>')


@dataclass(frozen=True)
class Doubt:
    """`own`: the domain of ours that its host can be taken for, "" where its words are false."""

    number: int
    link: Link
    own: str = ""


def list_doubts(
    reading: Reading, own_domains: Collection[str], *, is_text: bool
) -> tuple[Doubt, ...]:
    """Those of the mail as it is shown: as text, or as its sender laid it out."""
    own = frozenset(own_domains)
    links = _text_links(reading) if is_text else reading.links
    judged = (Doubt(number, link, _taken_for(link.host, own)) for number, link in enumerate(links))
    return tuple(one for one in judged if one.own or one.link.shown)


def ask_at(mailbox_pk: int, uid: int, folder: str, number: int, *, is_text: bool) -> str:
    """The page that asks about this link."""
    more = {"folder": folder} | ({"as": "text"} if is_text else {})
    return f"{reverse('mail:link', args=[mailbox_pk, uid, number])}?{urlencode(more)}"


def asks_in_frame(reading: Reading, mailbox_pk: int, uid: int, folder: str) -> dict[int, str]:
    """Number of a link in the HTML → the page that asks, as `clean_mail` wants it."""
    return {
        one.number: ask_at(mailbox_pk, uid, folder, one.number, is_text=False)
        for one in list_doubts(reading, list_domains(), is_text=False)
    }


def write_text(reading: Reading, asks: Mapping[int, str]) -> SafeString:
    """The own words of a mail, its addresses as links; `asks`: number → the page that asks."""
    if not reading.has_links:
        return mark_safe(escape(reading.own_text))  # noqa: S308  escaped here
    numbers = iter(range(len(reading.own_text)))

    def asking(found: re.Match[str]) -> str:
        goal = asks.get(next(numbers))
        return f'<a href="{escape(goal)}"{found[2]}>{found[3]}</a>' if goal else found[0]

    return mark_safe(_WRITTEN.sub(asking, _linked(reading)))  # noqa: S308  of urlize, escaped


def _linked(reading: Reading) -> str:
    """Most mails name no address: they need not be gone through word by word."""
    text = reading.own_text
    return urlize(text, autoescape=True) if _MAY_LINK.search(text) else escape(text)


def _text_links(reading: Reading) -> tuple[Link, ...]:
    if not reading.has_links:
        return ()
    found = _WRITTEN.finditer(_linked(reading))
    return tuple(read_link(unescape(one[3]), unescape(one[1])) for one in found)


@lru_cache(maxsize=4096)
def _taken_for(host: str, own_domains: frozenset[str]) -> str:
    return looks_like(host, own_domains) if 0 < len(host) < 254 else ""
