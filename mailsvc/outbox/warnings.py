"""What a careful colleague would ask before a mail goes. Pure: facts in, questions out."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from mailsvc.base.text import fold
from mailsvc.message.lookalike import looks_like

VISIBLE_MAX = 10
GROUP_MAX = 50
# "đính kèm", "gửi kèm", "kèm theo", "tệp kèm", and as people write it in English.
_PROMISES = re.compile(
    r"\b(dinh kem|gui kem|kem theo|tep kem|file kem|kem day|attached|attachment|enclosed)\b"
)
_QUOTED = re.compile(r"^>|^-{3,} ?(thư chuyển tiếp|thư gốc|original message)", re.IGNORECASE)
_INTRODUCED = re.compile(r"^Ngày .{5,200} viết:$")


class Warning(StrEnum):
    """What is asked."""

    FORGOTTEN_FILE = "forgotten_file"
    NO_SUBJECT = "no_subject"
    MANY_VISIBLE = "many_visible"
    LARGE_GROUP = "large_group"
    OUTSIDE = "outside"
    LOOKALIKE = "lookalike"
    NAMESAKE = "namesake"


@dataclass(frozen=True)
class Question:
    """A warning and whom or what it is about."""

    warning: Warning
    about: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facts:
    """What is known of a mail that is about to go.

    `new_outside`: addresses outside the system, never written to before; `groups`: address and
    size; `namesakes`: recipients whose name others in the directory bear too.
    """

    subject: str
    text: str
    has_files: bool
    visible: int
    new_outside: tuple[str, ...] = ()
    groups: tuple[tuple[str, int], ...] = ()
    own_domains: frozenset[str] = frozenset()
    outside_domains: frozenset[str] = frozenset()
    namesakes: tuple[str, ...] = ()


def ask(facts: Facts) -> list[Question]:
    """In the order of what would hurt most."""
    alike = tuple(
        f"{one} ≈ {own}"
        for one in sorted(facts.outside_domains)
        if (own := looks_like(one, facts.own_domains))
    )
    large = tuple(f"{name} ({size})" for name, size in facts.groups if size > GROUP_MAX)
    forgot = not facts.has_files and promises_file(facts.text, facts.subject)
    questions = (
        (bool(alike), Question(Warning.LOOKALIKE, alike)),
        (bool(facts.new_outside), Question(Warning.OUTSIDE, facts.new_outside)),
        (forgot, Question(Warning.FORGOTTEN_FILE)),
        (bool(facts.namesakes), Question(Warning.NAMESAKE, facts.namesakes)),
        (facts.visible > VISIBLE_MAX, Question(Warning.MANY_VISIBLE, (str(facts.visible),))),
        (bool(large), Question(Warning.LARGE_GROUP, large)),
        (not facts.subject.strip(), Question(Warning.NO_SUBJECT)),
    )
    return [question for applies, question in questions if applies]


def promises_file(text: str, subject: str = "") -> bool:
    """Whether the writer's own words speak of a file; what is quoted does not count."""
    return bool(_PROMISES.search(fold("\n".join([subject, *_own_lines(text)]))))


def _own_lines(text: str) -> Iterable[str]:
    for line in text.splitlines():
        if _QUOTED.match(line.strip()) or _INTRODUCED.match(line.strip()):
            return
        yield line
