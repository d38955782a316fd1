"""What may stand in cleaned HTML: an allowlist as data. SVG, MathML and forms are never in it."""

import html
import re

SIZE_LIMIT = 500_000
DEPTH_LIMIT = 250
ATTRIBUTE_LIMIT = 100
WORK_LIMIT = 60_000

_TAGS = """
a abbr acronym b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn div dl
dt em figcaption figure font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span
strike strong sub sup table tbody td tfoot th thead time tr tt u ul var wbr
"""
TAGS = frozenset(_TAGS.split())
# Never a mail's own: put in by `folding` after the judging.
OUR_TAGS = frozenset({"details", "summary"})

_EVERYWHERE = frozenset({"style", "title", "dir", "lang", "align"})
_CELL = frozenset({"width", "height", "valign", "bgcolor", "colspan", "rowspan", "nowrap"})
_BY_TAG = {
    "a": frozenset({"href"}),
    "img": frozenset({"src", "alt", "width", "height", "border"}),
    "font": frozenset({"color", "face", "size"}),
    "table": frozenset({"width", "border", "cellpadding", "cellspacing", "bgcolor"}),
    "td": _CELL,
    "th": _CELL,
    "tr": frozenset({"valign", "bgcolor"}),
    "col": frozenset({"width", "span"}),
    "ol": frozenset({"start", "type"}),
    "ul": frozenset({"type"}),
    "hr": frozenset({"width", "size", "color"}),
}

_PROPERTIES = """
background-color border border-bottom border-bottom-color border-bottom-style
border-bottom-width border-collapse border-color border-left border-left-color border-left-style
border-left-width border-radius border-right border-right-color border-right-style
border-right-width border-spacing border-style border-top border-top-color border-top-style
border-top-width border-width clear color direction display float font font-family font-size
font-style font-variant font-weight height letter-spacing line-height list-style-type margin
margin-bottom margin-left margin-right margin-top max-width min-width padding padding-bottom
padding-left padding-right padding-top table-layout text-align text-decoration text-indent
text-transform vertical-align white-space width word-break word-spacing word-wrap
"""
PROPERTIES = frozenset(_PROPERTIES.split())

# Loads something, or would, when the page is shown.
_LOADING = frozenset({"src", "srcset", "background", "poster", "dynsrc", "lowsrc"})
_LINK = re.compile(r"\s*(?:https?://[^\s/]|mailto:[^\s])", re.IGNORECASE)
_REMOTE = re.compile(r"\s*https?://[^\s/]", re.IGNORECASE)
_RASTER = re.compile(
    r"data:image/(?:png|gif|jpe?g|webp|bmp);base64,[A-Za-z0-9+/=\s]*", re.IGNORECASE
)
_CID = re.compile(r"cid:[^\s\"'<>]{1,900}", re.IGNORECASE)
# int() refuses thousands of digits; no character has eight.
_LONG_REFERENCE = re.compile(r"&#(?:[0-9]{8,}|[xX][0-9a-fA-F]{7,});?")


def shorten_references(text: str) -> str:
    """Long numeric references are no characters."""
    return _LONG_REFERENCE.sub("\ufffd", text)


def unescaped(value: str) -> str:
    """The value as a browser reads it."""
    return html.unescape(shorten_references(value))


def is_allowed(tag: str, name: str, value: str) -> bool:
    """Whether a tag keeps an attribute with this value."""
    if name == "href":
        return tag == "a" and _LINK.match(unescaped(value)) is not None
    if name == "src":
        return tag == "img" and is_picture(value)
    return name in _EVERYWHERE or name in _BY_TAG.get(tag, frozenset())


def is_picture(value: str) -> bool:
    """A raster image in place, or one of the mail's own parts."""
    plain = unescaped(value).strip()
    return bool(_RASTER.fullmatch(plain) or _CID.fullmatch(plain))


def is_remote(tag: str, name: str, value: str) -> bool:
    """A picture on a server outside."""
    return tag == "img" and name == "src" and _REMOTE.match(unescaped(value)) is not None


def loads_picture(tag: str, name: str, value: str) -> bool:
    """Whether a dropped attribute would have shown a picture from elsewhere."""
    return name in _LOADING and bool(value.strip()) and not is_picture(value) and tag != "script"
