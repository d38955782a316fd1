"""The words of a message, as written and folded; pure."""

import zlib
from dataclasses import dataclass, replace

from mailsvc.base.text import fold

BODY_CHARS = 60_000
LINE_CHARS = 4_000
WORD_CHARS = 60
_BETWEEN = "\x1f"  # no clean string holds it


@dataclass(frozen=True)
class Words:
    """What can be looked for, as it is written in the mail; made by `clip`."""

    subject: str
    sender: str
    recipients: str
    files: str
    body: str = ""

    def head(self) -> tuple[str, str, str, str]:
        """The folded fields of the head, in the order of the engines' columns."""
        return (
            folded(self.subject),
            folded(self.sender),
            folded(self.recipients),
            folded(self.files),
        )

    def with_body(self, text: str) -> "Words":
        """The same with the text of the mail."""
        return replace(self, body=_cut(text, BODY_CHARS))


def clip(subject: str, sender: str, recipients: str, files: str) -> Words:
    """As much of each as is looked into."""
    return Words(*(_cut(part, LINE_CHARS) for part in (subject, sender, recipients, files)))


def folded(text: str) -> str:
    """Folded words, none longer than an index takes."""
    return " ".join(word[:WORD_CHARS] for word in fold(text).split())


def pack(words: Words) -> bytes:
    """For the table of texts: small, and enough to take the words out of the index again."""
    parts = (words.subject, words.sender, words.recipients, words.files, words.body)
    return zlib.compress(_BETWEEN.join(parts).encode("utf-8"), 3)


def unpack(packed: bytes) -> Words:
    """What `pack` took."""
    return Words(*zlib.decompress(packed).decode("utf-8").split(_BETWEEN))


def _cut(text: str, most: int) -> str:
    return text[:most].replace(_BETWEEN, " ").encode("utf-8", "replace").decode("utf-8")
