"""Where a signature and a template stand in the text of a mail: under the own words, above what is
quoted. Pure; of line ends LF comes out.
"""

import re
from collections.abc import Iterable

# RFC 3676 §4.3: the line that tells readers' programs where the signature begins.
MARK = "-- \n"
_QUOTED = re.compile(r"^(?:Ngày [^\n]{5,300} viết:\n>|-{3,} ?Thư chuyển tiếp)", re.MULTILINE)


def sign(text: str, signature: str) -> str:
    """The text with the signature under the own words; as it was where there is none."""
    if not signature:
        return text
    own, quoted = _split(_lines(text))
    return _joined(own.rstrip("\n"), f"\n\n{MARK}{signature}", quoted)


def sign_anew(text: str, signature: str, others: Iterable[str]) -> str:
    """Another signature in the place of whichever of `others` stands there."""
    return sign(unsigned(text, others), signature)


def unsigned(text: str, signatures: Iterable[str]) -> str:
    """The text without any of these signatures, the longest first."""
    text = _lines(text)
    for one in sorted(filter(None, signatures), key=len, reverse=True):
        before, found, after = text.partition(MARK + one)
        if found and (not after or after.startswith("\n")):
            return before.rstrip("\n") + after
    return text


def insert(text: str, words: str, signatures: Iterable[str]) -> str:
    """Words at the end of the own ones, above a signature and what is quoted."""
    text = _lines(text)
    places = [at for one in signatures if one and (at := text.find(MARK + one)) >= 0]
    own, rest = _split(text)
    if places and min(places) < len(own):
        own, rest = text[: min(places)], text[min(places) :]
    own = own.rstrip("\n")
    return _joined(f"{own}\n\n{words}" if own.strip() else words, "", rest)


def _lines(text: str) -> str:
    """Browsers send CRLF."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _split(text: str) -> tuple[str, str]:
    found = _QUOTED.search(text)
    return (text[: found.start()], text[found.start() :]) if found else (text, "")


def _joined(own: str, signature: str, rest: str) -> str:
    return f"{own}{signature}\n\n{rest}" if rest else f"{own}{signature}"
