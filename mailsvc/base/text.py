"""Vietnamese text: NFC at every boundary, a fold key for search, a sort key for lists.

Standards: Unicode Normalization Forms; CLDR "vi" collation (letters primary, tones secondary).
"""

import re
import unicodedata

_FOLD_D = str.maketrans({"đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "Ɖ": "d", "ɖ": "d"})
_TYPED_D = str.maketrans({"đ": "d", "Đ": "D"})
_NOT_WORD = re.compile(r"[\W_]+")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")  # categories Cc, Zl and Zp, all of them

# CLDR vi: a ă â b c d đ e ê … o ô ơ … u ư; tones ngang < huyền < hỏi < ngã < sắc < nặng.
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_RANK = {letter: f"{index:02d}" for index, letter in enumerate(_ALPHABET)}
_TONE_RANK = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}


def nfc(value: str) -> str:
    """The composed form; what every boundary stores and compares."""
    return unicodedata.normalize("NFC", value)


def clean_line(value: str) -> str:
    """One line of user text: NFC, no control characters, blanks squeezed, ends stripped."""
    return " ".join(_CONTROL.sub(" ", nfc(value)).split())


def fold(value: str) -> str:
    """The search key: no marks, đ → d, case-folded, no punctuation ("Điện Biên" → "dien bien")."""
    decomposed = unicodedata.normalize("NFKD", value.translate(_FOLD_D))
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", bare.casefold().translate(_FOLD_D)).strip()


def strip_marks(value: str) -> str:
    """As people write without a Vietnamese keyboard: no marks, đ → d, case and signs kept."""
    decomposed = unicodedata.normalize("NFD", value.translate(_TYPED_D))
    return nfc("".join(c for c in decomposed if not unicodedata.combining(c)))


def sort_key(value: str) -> str:
    """A string that sorts by plain comparison as CLDR "vi" does: letters first, tones second."""
    primary: list[str] = []
    tones: list[str] = []
    for char in nfc(value).casefold():
        letter, tone = _split_tone(char)
        rank = _LETTER_RANK.get(letter)
        primary.append(rank if rank is not None else (f"~{letter}" if letter.isalnum() else " "))
        tones.append(tone)
    return "".join(primary) + "\t" + "".join(tones)


def name_sort_key(family: str, middle: str, given: str) -> str:
    """People are listed by given name, then family name, then middle names."""
    return "\n".join(sort_key(part) for part in (given, family, middle))


def _split_tone(char: str) -> tuple[str, str]:
    """`ấ` → (`â`, sắc): the letter with its shape, and the rank of its tone."""
    decomposed = unicodedata.normalize("NFD", char)
    tone = "0"
    shape: list[str] = []
    for part in decomposed:
        if part in _TONE_RANK:
            tone = _TONE_RANK[part]
        else:
            shape.append(part)
    return nfc("".join(shape)), tone
