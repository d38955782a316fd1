"""The document of the reading frame: cleaned HTML in a page of its own; no origin, no script."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from webui.safehtml.clean import Remote, clean_mail
from webui.safehtml.links import Link

# Header, not meta: it also holds when the address is opened directly. Popups are for links only;
# scripts, forms and our origin stay out of reach.
POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data:; "
    "style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

_HEAD = (
    '<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>%TITLE%</title><style>'
    'html{background:#fff;color:#1b2530;font:15px/1.5 "Segoe UI","Noto Sans",Tahoma,sans-serif}'
    "body{margin:0;padding:2px;overflow-wrap:anywhere}img{max-width:100%;height:auto}"
    "pre{white-space:pre-wrap;font:inherit}blockquote{margin:0 0 0 8px;padding-left:8px;"
    "border-left:2px solid #d6dde4}summary{cursor:pointer;color:#14549a;padding:4px 0}"
    ".on-paper{font-size:19px}.who{width:100%;border-bottom:1px solid;margin-bottom:12px}"
    ".stamp{border:2px solid #a11;color:#a11;padding:1px 8px;font-weight:bold;"
    "text-transform:uppercase;margin-right:8px}.caution{border:1px solid;padding:6px 8px}"
    ".who th{width:90px;text-align:left;vertical-align:top}"
    "@media print{details>*{display:block}}</style></head><body>"
)
_TAIL = "</body></html>"


@dataclass(frozen=True)
class Frame:
    """A whole document, and what was left out of it."""

    document: str
    blocked: int
    is_text_only: bool
    links: tuple[Link, ...] = ()


def headers(pictures_at: str = "") -> dict[str, str]:
    """What goes with the document; `pictures_at` is the address of ours remote pictures come by."""
    if not pictures_at:
        return HEADERS
    policy = POLICY.replace("img-src data:", f"img-src data: {pictures_at}")
    return HEADERS | {"Content-Security-Policy": policy}


def build(
    source: str,
    inline: Mapping[str, str] | None = None,
    remote: Remote | None = None,
    asks: Mapping[int, str] | None = None,
) -> Frame:
    """The document for a mail's HTML; `inline`, `remote` and `asks` as of `clean_mail`."""
    found = clean_mail(source, inline, folds=True, remote=remote, asks=asks)
    return Frame(wrap(found.html), found.blocked, found.is_text_only, found.links)


def wrap(body: str, title: str = "Nội dung thư") -> str:
    """The document around a body that was cleaned."""
    return _HEAD.replace("%TITLE%", escape(title), 1) + body + _TAIL
