"""The tokens that passed, written as HTML: each name from the allowlist, each letter escaped."""

from collections.abc import Iterable

from webui.safehtml import rules
from webui.safehtml.folding import Token


def write(tokens: Iterable[Token]) -> str:
    """Balanced HTML; what is no tag of the allowlist, text or entity is not written."""
    return "".join(_written(token) for token in tokens)


def _written(token: Token) -> str:
    kind = token["type"]
    if kind in {"Characters", "SpaceCharacters"}:
        return _escaped(token["data"])
    if kind == "Entity":
        return _escaped(f"&{token['name']};")
    name = token["name"]
    if name not in rules.TAGS and name not in rules.OUR_TAGS:
        return ""
    if kind == "EndTag":
        return f"</{name}>"
    attributes = "".join(f' {key}="{_escaped(value)}"' for (_, key), value in token["data"].items())
    return f"<{name}{attributes}>"


def _escaped(text: str) -> str:
    """What is escaped already stays so."""
    plain = rules.unescaped(text).replace("&", "&amp;") if "&" in text else text
    return plain.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
