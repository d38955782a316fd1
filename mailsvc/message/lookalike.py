"""Domains that people take for another: foreign letters, one letter off, more behind. Pure."""

import unicodedata
from collections.abc import Collection

# Letters of other scripts, figures and pairs that pass for Latin ones.
_ALIKE = str.maketrans(
    {
        **dict(zip("аеорсухіјѕԁһӏкмтвнα0ο1", "aeopcyxijsdhlkmtbhaool", strict=True)),
        "-": "",
        "ı": "i",
        "ł": "l",
    }
)


def looks_like(domain: str, own_domains: Collection[str]) -> str:
    """The domain of ours that another one can be taken for, "" for none."""
    plain = _decoded(domain)
    if plain in own_domains:
        return ""
    for own in sorted(own_domains):
        if plain.endswith(f".{own}"):
            continue
        # Ours in one word, perhaps with more behind it: dienbien-gov.vn, dienbien-gov-vn.com.
        is_within = _skeleton(plain.replace(".", "")).startswith(_skeleton(own.replace(".", "")))
        if is_within or f".{own}." in f".{plain}." or _is_near(_skeleton(plain), _skeleton(own)):
            return own
    return ""


def _decoded(domain: str) -> str:
    """As people see it: xn-- names in their letters."""
    try:
        return domain.encode("ascii").decode("idna").casefold()
    except UnicodeError:
        return domain.casefold()


def _skeleton(domain: str) -> str:
    bare = _bare(domain.translate(_ALIKE))
    return bare.replace("rn", "m").replace("vv", "w").replace("cl", "d")


def _bare(text: str) -> str:
    """Without marks, points kept."""
    decomposed = unicodedata.normalize("NFKD", text.replace("đ", "d"))
    return "".join(char for char in decomposed if not unicodedata.combining(char)).translate(_ALIKE)


def _is_near(one: str, other: str) -> bool:
    """One label differs, by a letter more, less or other; short labels are too near by nature."""
    labels = list(zip(one.split("."), other.split("."), strict=False))
    differing = [pair for pair in labels if pair[0] != pair[1]]
    if one.count(".") != other.count(".") or len(differing) != 1 or len(differing[0][1]) < 5:
        return False
    return _is_one_letter_off(*differing[0])


def _is_one_letter_off(one: str, other: str) -> bool:
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if start is None:
        return abs(len(one) - len(other)) == 1
    is_swapped = one[start : start + 2] == other[start : start + 2][::-1]
    return (
        (is_swapped and one[start + 2 :] == other[start + 2 :])
        or one[start + 1 :] == other[start + 1 :]
        or one[start:] == other[start + 1 :]
        or one[start + 1 :] == other[start:]
    )
