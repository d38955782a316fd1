"""What one says once for all the rows ticked: words, to whom, which case file."""

from collections.abc import Sequence

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from docflow.documents.access import units_of
from docflow.routing.bulk import Given
from docflow.routing.closing_services import FILE_CODE_MAX
from docflow.routing.filing import list_file_codes
from docflow.routing.receivers import list_unit_people
from docflow.routing.selectors import list_receivers
from mailsvc.base import clock
from mailsvc.directory.actor import Actor
from mailsvc.directory.roles import Role
from webui.documents.away import list_away, named, receiver_groups
from webui.shared.fields import Line, Text

_WORDS_MAX = 2000


class BulkForm(forms.Form):
    """The fields of one act; most need none."""

    text = Text(rows=2, max_length=_WORDS_MAX)
    to = forms.ChoiceField()

    def __init__(self, action: str, actor: Actor, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id="bulk_%s")
        self._words(action, actor)
        groups = _receivers(action, actor)
        if not groups:
            del self.fields["to"]
            return
        self.fields["to"].choices = groups  # type: ignore[attr-defined]
        is_direct = action == "direct"
        self.fields["to"].label = _("Chủ trì (một)") if is_direct else _("Giao cho")
        self.fields["to"].required = is_direct
        missing = _("Chọn một đơn vị hoặc một người chủ trì.")
        self.fields["to"].error_messages["required"] = missing

    @property
    def given(self) -> Given:
        data = self.cleaned_data
        return Given(text=data.get("text", ""), to=data.get("to", ""))

    def _words(self, action: str, actor: Actor) -> None:
        if action == "file":
            self.fields["text"] = _file_code(list_file_codes(actor))
        elif _label(action):
            self.fields["text"].label = _label(action)
            missing = _("Ghi một lần cho các dòng đã chọn, rồi bấm lại.")
            self.fields["text"].error_messages["required"] = missing
        else:
            del self.fields["text"]


def _label(action: str) -> str:
    """What the words of an act are; "" where it takes none."""
    if action == "direct":
        return _("Ý kiến chỉ đạo, ghi cho mọi dòng đã chọn")
    if action in {"complete", "finish_part"}:
        return _("Kết quả, ghi cho mọi dòng đã chọn")
    return ""


def _file_code(known: Sequence[str]) -> Line:
    """The last one used stands in the box; a pile mostly goes into one case file."""
    return Line(
        label=_("Số, ký hiệu hồ sơ"),
        max_length=FILE_CODE_MAX,
        initial=known[0] if known else "",
        help_text=_("Hồ sơ gần đây: %s") % "; ".join(known) if known else "",
        error_messages={"required": _("Ghi số, ký hiệu hồ sơ.")},
    )


def _receivers(action: str, actor: Actor) -> list[tuple[str, object]]:
    """To whom the rows may be forwarded: by a leader to a lead, by a head to his people."""
    if action not in {"direct", "accept"}:
        return []
    away = list_away(actor, today=clock.today())
    if action == "direct":
        return [("", _("– chọn –")), *receiver_groups(list_receivers(actor), away)]
    units = sorted(units_of(actor, Role.UNIT_HEAD))
    people = dict.fromkeys(one for pk in units for one in list_unit_people(pk))
    others = [(f"p{one.pk}", named(one, away)) for one in people if one.pk != actor.person_pk]
    return [("", _("Tôi nhận")), *others] if others else []
