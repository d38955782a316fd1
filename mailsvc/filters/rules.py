"""What a rule is, and whether a mail meets it. Pure.

Words are compared as Sieve does it: letters A–Z without case, everything else exactly. So that a
person need not care, a word stands for its spellings: as typed, in small and capital letters, and
without marks ("Công văn" finds "CÔNG VĂN" and "cong van"; "cong van" finds only itself).
"""

import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum

from mailsvc.base.errors import Invalid
from mailsvc.base.text import clean_line, nfc, strip_marks

RULES_MAX = 50
CONDITIONS_MAX = 10
VALUE_CHARS = 120
SIZE_MAX_MB = 200
_SMALL = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


class Field(StrEnum):
    """What a condition looks at."""

    FROM = "from"
    TO = "to"  # To and Cc
    SUBJECT = "subject"
    ATTACHMENT = "attachment"
    LARGER = "larger"  # value: megabytes


class Op(StrEnum):
    """How it compares; attachment and size know only HAS."""

    CONTAINS = "contains"
    LACKS = "lacks"
    IS = "is"
    HAS = "has"


TEXT_FIELDS = frozenset({Field.FROM, Field.TO, Field.SUBJECT})
HEADERS = {Field.FROM: ("From",), Field.TO: ("To", "Cc"), Field.SUBJECT: ("Subject",)}


@dataclass(frozen=True)
class Condition:
    """One question about a mail."""

    field: Field
    op: Op
    value: str = ""


@dataclass(frozen=True)
class Actions:
    """What is done with a mail that meets the rule; no folder: it stays in the inbox."""

    folder: str = ""
    marks_read: bool = False
    stars: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.folder or self.marks_read or self.stars)


@dataclass(frozen=True)
class Rule:
    """A rule; `stops`: later rules are not asked about a mail that met this one."""

    name: str
    conditions: tuple[Condition, ...]
    actions: Actions
    needs_all: bool = True
    is_on: bool = True
    stops: bool = True


@dataclass(frozen=True)
class MailFacts:
    """What rules ask of a mail: header values decoded to one line, addresses, size."""

    headers: dict[Field, tuple[str, ...]]
    addresses: dict[Field, tuple[str, ...]] = field(default_factory=dict)
    has_attachment: bool = False
    size_bytes: int = 0


def checked(rule: Rule) -> Rule:
    """The rule with clean text. Invalid for one without conditions or effect, or out of limits."""
    conditions = tuple(_checked(one) for one in rule.conditions)
    if not 1 <= len(conditions) <= CONDITIONS_MAX:
        raise Invalid("filter_conditions", f"Bộ lọc cần từ 1 đến {CONDITIONS_MAX} điều kiện.")
    if rule.actions.is_empty:
        raise Invalid("filter_actions", "Chọn ít nhất một việc cần làm với thư.")
    name = clean_line(rule.name)[:80]
    if not name:
        raise Invalid("filter_name", "Đặt tên cho bộ lọc.")
    return Rule(name, conditions, rule.actions, rule.needs_all, rule.is_on, rule.stops)


def _checked(one: Condition) -> Condition:
    if one.field in TEXT_FIELDS:
        value = clean_line(one.value)
        if one.op is Op.HAS or not 1 <= len(value) <= VALUE_CHARS:
            raise Invalid("filter_value", f"Điều kiện cần từ 1 đến {VALUE_CHARS} ký tự.")
        return Condition(one.field, one.op, value)
    is_size = one.field is Field.LARGER
    if one.op is not Op.HAS or is_size and not _is_size(one.value):
        raise Invalid("filter_value", f"Cỡ thư là số nguyên từ 1 đến {SIZE_MAX_MB} MB.")
    return Condition(one.field, one.op, str(int(one.value)) if is_size else "")


def _is_size(value: str) -> bool:
    return value.isascii() and value.isdigit() and 1 <= int(value[:9]) <= SIZE_MAX_MB


def spellings(word: str) -> tuple[str, ...]:
    """The forms one typed word stands for, each once; composed and decomposed letters."""
    typed = nfc(word)
    forms = (typed, typed.lower(), typed.upper(), typed.title(), strip_marks(typed))
    both = (unicodedata.normalize(form, one) for one in forms for form in ("NFC", "NFD"))
    found: dict[str, str] = {}
    for one in both:
        found.setdefault(one.translate(_SMALL), one)
    return tuple(found.values())


def meets(rule: Rule, mail: MailFacts) -> bool:
    """True when the mail meets the rule, as the store's script would find."""
    answers = (_holds(condition, mail) for condition in rule.conditions)
    return all(answers) if rule.needs_all else any(answers)


def _holds(condition: Condition, mail: MailFacts) -> bool:
    if condition.field is Field.ATTACHMENT:
        return mail.has_attachment
    if condition.field is Field.LARGER:
        return mail.size_bytes > int(condition.value) * 1024 * 1024
    words = [one.translate(_SMALL) for one in spellings(condition.value)]
    values = [one.translate(_SMALL) for one in mail.headers.get(condition.field, ())]
    if condition.op is Op.IS:
        if condition.field is not Field.SUBJECT:
            values = [one.translate(_SMALL) for one in mail.addresses.get(condition.field, ())]
        return any(word == value for word in words for value in values)
    found = any(word in value for word in words for value in values)
    return found if condition.op is Op.CONTAINS else not found
