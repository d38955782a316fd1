"""Bytes to clean text: charsets as mails name them, transfer encodings, what a string may hold."""

import binascii
import codecs
import re
import unicodedata

from mailsvc.message import vietnamese

# Text codecs that decode with "replace" whatever they are given. Others Python offers under a
# charset's name (zlib, idna, unicode_escape …) are not text and never looked up.
_CODECS = frozenset(
    codecs.lookup(name).name
    for name in (
        *("ascii", "utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7"),
        *(f"cp{n}" for n in (437, 850, 852, 866, 874, 932, 949, 950, *range(1250, 1259))),
        *(f"iso8859-{n}" for n in (*range(1, 12), 13, 14, 15, 16)),
        *("koi8-r", "koi8-u", "mac-roman", "tis-620", "big5", "big5hkscs", "gbk", "gb18030", "hz"),
        *("euc-jp", "shift_jis", "iso2022_jp", "iso2022_jp_2", "euc-kr", "iso2022_kr", "johab"),
    )
)
_CHARSET_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:+-]{0,39}")
_BY_HABIT = {"iso8859-1": "cp1252", "ascii": "utf-8", "gbk": "gb18030", "shift_jis": "cp932"}
_VIETNAMESE = re.compile(r"viscii|viqr-?viscii|tcvn|abc", re.IGNORECASE)
_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_NOT_BASE64 = bytes(set(range(256)) - set(_BASE64))
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LINE_END = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def decode_text(content: bytes, charset: str = "") -> str:
    """The text of a body or a word: the charset it names, else UTF-8, else Windows Vietnamese."""
    named = _codec(charset)
    if named in {"viscii", "tcvn"}:
        return vietnamese.decode_table(content, named)
    for candidate in ("utf-8", named):
        try:
            # Text that is good UTF-8 is UTF-8, whatever a single-byte charset claims.
            if candidate and (candidate == named or _is_single_byte(named)):
                return content.decode(candidate)
        except UnicodeError:
            continue
    if _is_single_byte(named):
        mended = content.decode("utf-8", "replace")
        if _has_more_good_than_bad(mended):
            return mended
    return content.decode(named or "cp1258", "replace")


def _has_more_good_than_bad(text: str) -> bool:
    """True for UTF-8 that a few bytes do not fit: cut within a letter, or a file pasted in."""
    bad = text.count("\ufffd")
    return sum(char > "\x7f" for char in text) > 2 * bad


def decode_transfer(content: bytes, encoding: str) -> bytes:
    """The bytes behind a Content-Transfer-Encoding; an unknown one leaves them as they are."""
    name = encoding.strip().casefold()
    if name == "base64":
        return decode_base64(content)
    if name == "quoted-printable":
        return binascii.a2b_qp(content)  # RFC 2045 §6.7
    return content


def decode_base64(content: bytes) -> bytes:
    """Every good group of letters, whatever stands between them (RFC 2045 §6.8)."""
    letters = content.translate(None, _NOT_BASE64)
    if len(letters) % 4 == 1:
        letters = letters[:-1]
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def clean_text(value: str) -> str:
    """Text of several lines: NFC, \\n between lines, no other controls, no lone surrogates."""
    one_end = _LINE_END.sub("\n", value)
    return unicodedata.normalize("NFC", _SURROGATE.sub("\ufffd", _CONTROL.sub("", one_end)))


def clean_value(value: str) -> str:
    """One line: as `clean_text`, every run of blanks and line ends one blank."""
    return " ".join(clean_text(value).split())


def _codec(charset: str) -> str:
    """Our name of the codec, "" when the charset is not known."""
    name = charset.strip().strip("\"'").casefold()
    if not _CHARSET_NAME.fullmatch(name):
        return ""
    found = _VIETNAMESE.search(name)
    if found:
        return "viscii" if "viscii" in name else "tcvn"
    try:
        codec = codecs.lookup(name.removeprefix("x-")).name
    except LookupError:
        return ""
    if codec == "gb2312":
        codec = "gb18030"
    return _BY_HABIT.get(codec, codec) if codec in _CODECS else ""


def _is_single_byte(codec: str) -> bool:
    return not codec or codec.startswith(("cp125", "iso8859", "koi8", "utf-8"))
