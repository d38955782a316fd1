"""Whether a mail asks to be confirmed, to whom, and how far that can be believed. Pure."""

from collections.abc import Collection
from dataclasses import dataclass

from mailsvc.message.addresses import parse_addresses
from mailsvc.message.view import MessageView
from mailsvc.smtp.address import lookup_key

FIELD = "Disposition-Notification-To"
GOALS_MAX = 3
_LIST_FIELDS = frozenset({"list-id", "list-post", "list-help", "list-unsubscribe"})
_BULK = frozenset({"bulk", "list", "junk"})


@dataclass(frozen=True)
class Request:
    """Where the answer would go. `is_certain`: to the one address the mail itself came from."""

    goals: tuple[str, ...]
    is_certain: bool


def read_request(view: MessageView, *, own: Collection[str]) -> Request | None:
    """None for a mail that does not ask, or that nobody should answer; `own`: lower-case addresses
    of the mailbox.
    """
    asked = [value for name, value in view.headers if name == FIELD.lower()]
    # RFC 8098 §2.1: the field stands once; what stands twice was put there by another.
    if len(asked) != 1 or _is_automatic(view) or _has_unknown_option(view):
        return None
    goals = _goals(asked[0])
    if not 0 < len(goals) <= GOALS_MAX or set(goals) & set(own):
        return None
    came_from = lookup_key(view.header("return-path").strip().strip("<>"))
    if not came_from:
        return None  # a report, or a mail that never was delivered
    return Request(goals, is_certain=goals == (came_from,))


def _goals(value: str) -> tuple[str, ...]:
    """Distinct addresses; one that is none spoils the field."""
    people = parse_addresses(value)
    if any(not one.address.isascii() or "@" not in one.address.strip("@") for one in people):
        return ()
    return tuple(dict.fromkeys(lookup_key(one.address) for one in people))


def _is_automatic(view: MessageView) -> bool:
    """RFC 8098 §2: never for another notification; nor for lists and robots."""
    names = {name for name, _ in view.headers}
    submitted = view.header("auto-submitted").strip().lower().partition(";")[0].strip()
    return (
        view.header("content-type").strip().lower().startswith("multipart/report")
        or bool(names & _LIST_FIELDS)
        or view.header("precedence").strip().lower() in _BULK
        or submitted not in {"", "no"}
    )


def _has_unknown_option(view: MessageView) -> bool:
    """RFC 8098 §2.2: what is required and not understood forbids the answer; we know no option."""
    options = view.header("disposition-notification-options").lower()
    return any(one.partition("=")[2].strip().startswith("required") for one in options.split(";"))
