"""How an answer starts: to whom, under which subject, with which quotation and thread."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from mailsvc.base.clock import VIETNAM
from mailsvc.message import limits
from mailsvc.message.view import Address, MessageView

_REPLY_MARKS = re.compile(r"(?:\s*(?:re|aw|sv|trả lời)\s*(?:\[\d+\])?\s*:)+\s*", re.IGNORECASE)
_FORWARD_MARKS = re.compile(r"(?:\s*(?:fwd?|wg|chuyển tiếp)\s*:)+\s*", re.IGNORECASE)
_QUOTED_CHARS = 100_000


@dataclass(frozen=True)
class Answer:
    """The fields of a new mail that answers or passes on another."""

    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    subject: str
    text: str
    in_reply_to: str
    references: tuple[str, ...]


def reply_to(view: MessageView, *, own: Iterable[str]) -> Answer:
    """To the sender (RFC 5322 §3.6.3: to Reply-To when there is one)."""
    people = _senders(view, frozenset(a.casefold() for a in own))
    return _answer(view, to=people, cc=(), subject=_once("Re: ", _REPLY_MARKS, view.subject))


def reply_to_all(view: MessageView, *, own: Iterable[str]) -> Answer:
    """To the sender and all named recipients, oneself left out, each person once."""
    mine = frozenset(address.casefold() for address in own)
    to = _senders(view, mine)
    taken = mine | {person.address.casefold() for person in to}
    others = _without(view.to + view.cc, taken)
    return _answer(view, to=to, cc=others, subject=_once("Re: ", _REPLY_MARKS, view.subject))


def forward(view: MessageView) -> Answer:
    """To nobody yet, with the headers people need above the old text."""
    head = "\n".join(
        [
            "---------- Thư chuyển tiếp ----------",
            f"Từ: {view.from_}",
            f"Ngày: {_moment(view)}",
            f"Tiêu đề: {view.subject}",
            f"Đến: {', '.join(str(person) for person in view.to)}",
        ]
    )
    return Answer(
        to=(),
        cc=(),
        subject=_once("Fwd: ", _FORWARD_MARKS, view.subject),
        text=f"\n\n{head}\n\n{view.text[:_QUOTED_CHARS]}",
        in_reply_to="",
        references=_references(view),
    )


def quote(view: MessageView) -> str:
    """The old text with "> " before each line (RFC 3676 §4.5), under who wrote it and when."""
    lines = view.text[:_QUOTED_CHARS].rstrip().split("\n")
    quoted = "\n".join(f">{line}" if line.startswith(">") else f"> {line}" for line in lines)
    return f"\n\nNgày {_moment(view)}, {view.from_} viết:\n{quoted}\n"


def _answer(
    view: MessageView, *, to: tuple[Address, ...], cc: tuple[Address, ...], subject: str
) -> Answer:
    return Answer(to, cc, subject, quote(view), view.message_id, _references(view))


def _senders(view: MessageView, own: frozenset[str]) -> tuple[Address, ...]:
    """A mail of one's own is answered to those it went to."""
    senders = view.reply_to or (view.from_,)
    if view.from_.address.casefold() in own:
        senders = view.to
    return _without(senders, own) or _without(senders, frozenset())


def _without(people: tuple[Address, ...], taken: frozenset[str]) -> tuple[Address, ...]:
    kept = {
        person.address.casefold(): person
        for person in reversed(people)
        if person.address and person.address.casefold() not in taken
    }
    return tuple(reversed(kept.values()))


def _references(view: MessageView) -> tuple[str, ...]:
    """RFC 5322 §3.6.4: the parent's references, then the parent."""
    parents = view.references or ((view.in_reply_to,) if view.in_reply_to else ())
    own = (view.message_id,) if view.message_id else ()
    return (parents + own)[-limits.REFERENCES :]


def _once(prefix: str, marks: re.Pattern[str], subject: str) -> str:
    found = marks.match(subject)
    return prefix + (subject[found.end() :] if found else subject)


def _moment(view: MessageView) -> str:
    return (
        view.date.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M") if view.date else "không rõ ngày"
    )
