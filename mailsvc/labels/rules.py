"""What a label may be called, and the five that are there from the start; pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from mailsvc.base.errors import Conflict, Invalid
from mailsvc.base.text import clean_line, fold
from mailsvc.mailstore.validate import label_number

NAME_CHARS = 40
LABELS_MAX = 30
COLOURS = 8
# By number, which is their colour too: the names Thunderbird gives them.
FIRST = {
    1: _("Quan trọng"),
    2: _("Công việc"),
    3: _("Cá nhân"),
    4: _("Cần làm"),
    5: _("Để sau"),
}


@dataclass(frozen=True)
class Label:
    """A label of a mailbox. `number` is its keyword's, `colour` one of 1 to COLOURS."""

    number: int
    name: str
    colour: int


def labels_on(flags: Iterable[str], labels: Iterable[Label]) -> tuple[Label, ...]:
    """Those of the mailbox's labels that a mail with these flags bears."""
    numbers = {label_number(flag.encode("ascii", "replace")) for flag in flags}
    return tuple(one for one in labels if one.number in numbers)


def check_name(name: str) -> str:
    """As it is kept; Invalid for an empty or too long one."""
    clean = clean_line(name)
    if not fold(clean) or len(clean) > NAME_CHARS:
        raise Invalid("label_name", f"Tên nhãn có từ 1 đến {NAME_CHARS} ký tự, có ít nhất một chữ.")
    return clean


def check_colour(colour: int) -> int:
    """Invalid for one there is not."""
    if not 1 <= colour <= COLOURS:
        raise Invalid("label_colour", "Không có màu này: đồng chí chọn trong danh sách.")
    return colour


def refuse_namesake(name: str, others: Iterable[Label]) -> None:
    """Conflict for a name that another label has, whatever its marks and capitals."""
    if any(fold(one.name) == fold(name) for one in others):
        raise Conflict("label_name", f"Đã có nhãn “{name}”: đồng chí đặt tên khác.")
