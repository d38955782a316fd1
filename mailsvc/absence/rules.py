"""Whether a mail is answered while its recipient is away. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from mailsvc.message.addresses import parse_addresses
from mailsvc.message.headers import Fields, decode_words

# RFC 3834 §2, RFC 5230 §4.6: senders that are programs.
_ROBOTS = frozenset({"mailer-daemon", "listserv", "majordomo", "postmaster", "noreply", "no-reply"})
_ROBOT_ENDS = ("-request", "-owner", "-bounces", "-bounce")
_ROBOT_STARTS = ("owner-", "bounce", "srs0=", "noreply", "no-reply", "donotreply", "do-not-reply")
_LIST_FIELDS = frozenset(
    {"list-id", "list-help", "list-subscribe", "list-unsubscribe", "list-post", "list-owner"}
)
_BULK = frozenset({"bulk", "list", "junk"})
_SILENCE = frozenset({"x-auto-response-suppress", "x-autoreply", "x-autorespond"})


def may_answer(fields: Fields, *, sender: str, own: Iterable[str], junk_field: str) -> bool:
    """True for a person's mail addressed to one of the mailbox's own addresses by name.

    `sender` is the envelope's, where the answer goes; `own` are lower-case addresses.
    """
    addresses = {one.lower() for one in own}
    return (
        bool(sender)
        and sender.lower() not in addresses
        and not _is_robot(sender)
        and not _is_automatic(fields)
        and not any(name == junk_field.lower() for name, _ in fields.items)
        and bool(addresses & _named(fields))
    )


def _is_robot(sender: str) -> bool:
    local = sender.rpartition("@")[0].lower()
    return local in _ROBOTS or local.endswith(_ROBOT_ENDS) or local.startswith(_ROBOT_STARTS)


def _is_automatic(fields: Fields) -> bool:
    names = {name for name, _ in fields.items}
    if names & _LIST_FIELDS or names & _SILENCE:
        return True
    submitted = decode_words(fields.first("auto-submitted")).strip().lower()
    if submitted and submitted.partition(";")[0].strip() != "no":  # RFC 3834 §5.1
        return True
    if decode_words(fields.first("precedence")).strip().lower() in _BULK:
        return True
    kind = decode_words(fields.first("content-type")).strip().lower()
    return kind.startswith("multipart/report")


def _named(fields: Fields) -> set[str]:
    """RFC 5230 §4.5: who stands in To or Cc."""
    return {
        person.address.lower()
        for name, value in fields.items
        if name in {"to", "cc", "resent-to", "resent-cc"}
        for person in parse_addresses(value)
    }


@dataclass(frozen=True)
class Notice:
    """What is said to a sender: the words, and whom to ask instead."""

    text: str
    deputy: str = ""  # name and address

    def body(self) -> str:
        """The words of the answer."""
        if not self.deputy:
            return self.text
        return f"{self.text}\n\nTrong thời gian này, xin liên hệ: {self.deputy}"
