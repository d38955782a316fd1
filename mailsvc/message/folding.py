"""Header lines in which no blank is lost.

CPython folds between two encoded words and drops the blank there (gh-92081): `quản lý` arrives as
`quảnlý`. RFC 2047 §6.2: blanks between adjacent encoded words are not shown. So a value that is not
ASCII is encoded whole, its blanks inside the words.
"""

from collections.abc import Iterable
from email.header import Header
from email.headerregistry import Address, AddressHeader, UnstructuredHeader
from email.policy import EmailPolicy
from email.utils import formataddr

_WORD_MAX = 75  # RFC 2047 §2


class FoldingPolicy(EmailPolicy):
    """The standard policy, with own lines for text and people that are not ASCII."""

    def fold_binary(self, name: str, value: object) -> bytes:
        """The header's lines as they are sent."""
        if isinstance(value, str) and not value.isascii():
            if isinstance(value, UnstructuredHeader):
                return self._line(name, _encode(value, name))
            if isinstance(value, AddressHeader) and _are_plain(value.addresses):
                return self._line(name, ",\n ".join(map(_person, value.addresses)))
        folded: bytes = super().fold_binary(name, value)  # type: ignore[arg-type]
        return folded

    def _line(self, name: str, text: str) -> bytes:
        return f"{name}: {text}\n".replace("\n", self.linesep).encode("ascii")


def _are_plain(people: Iterable[Address]) -> bool:
    """Addresses themselves are ASCII; others are left to the library."""
    return all(person.addr_spec.isascii() for person in people)


def _person(person: Address) -> str:
    if person.display_name.isascii():
        return formataddr((person.display_name, person.addr_spec))
    return f"{_encode(person.display_name)}\n <{person.addr_spec}>"


def _encode(text: str, name: str = "") -> str:
    """Encoded words on lines of their own; a character is never cut."""
    return Header(text, "utf-8", maxlinelen=_WORD_MAX, header_name=name).encode()
