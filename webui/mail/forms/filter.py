"""The form of one filter: rows of conditions, then what is done."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mailsvc.filters.rules import (
    CONDITIONS_MAX,
    SIZE_MAX_MB,
    TEXT_FIELDS,
    VALUE_CHARS,
    Actions,
    Condition,
    Field,
    Op,
    Rule,
)

ROWS_MIN = 3
ROWS_MAX = CONDITIONS_MAX - 2  # attachment and size have fields of their own

FIELDS = [
    (Field.FROM.value, _("Người gửi")),
    (Field.TO.value, _("Người nhận (đến, đồng gửi)")),
    (Field.SUBJECT.value, _("Tiêu đề")),
]
OPS = [
    (Op.CONTAINS.value, _("có chứa")),
    (Op.LACKS.value, _("không chứa")),
    (Op.IS.value, _("đúng bằng")),
]


class FilterForm(forms.Form):
    """Empty rows are left out; `folders` are (name, label) to choose from."""

    name = forms.CharField(label=_("Tên bộ lọc"), max_length=80)
    needs = forms.ChoiceField(
        label=_("Thư khớp khi"),
        choices=[("all", _("mọi điều kiện đều đúng")), ("any", _("một điều kiện đúng là đủ"))],
        initial="all",
    )
    has_attachment = forms.BooleanField(label=_("Có tệp kèm"), required=False)
    larger_mb = forms.IntegerField(
        label=_("Lớn hơn (MB)"), min_value=1, max_value=SIZE_MAX_MB, required=False
    )
    folder = forms.ChoiceField(label=_("Chuyển vào thư mục"), required=False)
    marks_read = forms.BooleanField(label=_("Đánh dấu đã đọc"), required=False)
    stars = forms.BooleanField(label=_("Gắn sao"), required=False)
    stops = forms.BooleanField(
        label=_("Không xét các bộ lọc sau"),
        required=False,
        initial=True,
        help_text=_("Bỏ chọn nếu muốn một thư qua nhiều bộ lọc."),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        folders: Sequence[tuple[str, str]] = (),
        rule: Rule | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = _initial(rule) | kwargs.get("initial", {})
        super().__init__(data, **kwargs)
        gone = rule.actions.folder if rule else ""
        known = {name for name, _label in folders}
        missing = [(gone, _("%s (không còn)") % gone)] if gone and gone not in known else []
        self.fields["folder"].choices = [("", _("để trong Hộp thư đến")), *folders, *missing]  # type: ignore[attr-defined]
        self._count = _row_count(data, kwargs["initial"])
        for number in range(self._count):
            self._add_row(number)

    def _add_row(self, number: int) -> None:
        place = {"n": number + 1}
        self.fields[f"field_{number}"] = forms.ChoiceField(
            label=_("Điều kiện %(n)s: xét") % place, choices=FIELDS, required=False
        )
        self.fields[f"op_{number}"] = forms.ChoiceField(
            label=_("Điều kiện %(n)s: so") % place, choices=OPS, required=False
        )
        self.fields[f"value_{number}"] = forms.CharField(
            label=_("Điều kiện %(n)s: chữ cần tìm") % place,
            max_length=VALUE_CHARS,
            required=False,
            widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        )

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        """The conditions of the page, one a line."""
        return [
            (self[f"field_{n}"], self[f"op_{n}"], self[f"value_{n}"]) for n in range(self._count)
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not self._conditions(data):
            self.add_error("value_0", _("Cần ít nhất một điều kiện."))
        if not self.errors and not any(data.get(n) for n in ("folder", "marks_read", "stars")):
            self.add_error("folder", _("Chọn ít nhất một việc cần làm với thư."))
        return data

    def to_command(self) -> Rule:
        """The rule to save or to try."""
        data = self.cleaned_data
        return Rule(
            name=data["name"],
            conditions=tuple(self._conditions(data)),
            actions=Actions(data["folder"], data["marks_read"], data["stars"]),
            needs_all=data["needs"] == "all",
            stops=data["stops"],
        )

    def _conditions(self, data: dict[str, Any]) -> list[Condition]:
        found = [
            Condition(
                Field(data[f"field_{n}"] or Field.FROM),
                Op(data[f"op_{n}"] or Op.CONTAINS),
                data[f"value_{n}"],
            )
            for n in range(self._count)
            if data.get(f"value_{n}")
        ]
        if data.get("has_attachment"):
            found.append(Condition(Field.ATTACHMENT, Op.HAS))
        if data.get("larger_mb"):
            found.append(Condition(Field.LARGER, Op.HAS, str(data["larger_mb"])))
        return found


def _initial(rule: Rule | None) -> dict[str, Any]:
    """What the fields show for a rule."""
    if rule is None:
        return {}
    shown: dict[str, Any] = {
        "name": rule.name,
        "needs": "all" if rule.needs_all else "any",
        "folder": rule.actions.folder,
        "marks_read": rule.actions.marks_read,
        "stars": rule.actions.stars,
        "stops": rule.stops,
        "has_attachment": any(one.field is Field.ATTACHMENT for one in rule.conditions),
    }
    for one in rule.conditions:
        if one.field is Field.LARGER:
            shown["larger_mb"] = one.value
    texts = [one for one in rule.conditions if one.field in TEXT_FIELDS]
    for number, one in enumerate(texts):
        shown[f"field_{number}"] = one.field.value
        shown[f"op_{number}"] = one.op.value
        shown[f"value_{number}"] = one.value
    return shown


def _row_count(data: Any, initial: dict[str, Any]) -> int:
    """The rows that are there, and one more to write in."""
    names = list(data or initial)
    filled: int = sum(name.startswith("value_") for name in names)
    return min(max(ROWS_MIN, filled if data else filled + 1), ROWS_MAX)
