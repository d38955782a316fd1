"""Which days of a register are printed, and as what."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from webui.shared.fields import DateText

FOLLOW_UP = "theo-doi"


class BookForm(forms.Form):
    """Days within the register's year."""

    since = DateText(label=_("Từ ngày"), required=True)
    until = DateText(label=_("Đến ngày"), required=True)
    what = forms.ChoiceField(label=_("In sổ nào"), required=False)
    kind = forms.ChoiceField(
        label=_("Dạng tệp"), choices=[(kind, f".{kind}") for kind in ("pdf", "docx", "xlsx")]
    )

    def __init__(self, data: object, *, year: int, has_follow_up: bool) -> None:
        whole = {"since": date(year, 1, 1), "until": date(year, 12, 31), "kind": "pdf"}
        super().__init__(data, initial=whole)  # type: ignore[arg-type]
        self._year = year
        if has_follow_up:
            self.fields["what"].choices = [  # type: ignore[attr-defined]
                ("", _("Sổ đăng ký văn bản đến")),
                (FOLLOW_UP, _("Sổ theo dõi giải quyết văn bản đến")),
            ]
        else:
            del self.fields["what"]

    @property
    def is_follow_up(self) -> bool:
        return bool(self.cleaned_data.get("what") == FOLLOW_UP)

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        for name, day in (("since", since), ("until", until)):
            if day is not None and day.year != self._year:
                self.add_error(name, _("Chọn ngày trong năm của sổ."))
        if since and until and until < since:
            self.add_error("until", _("Ngày cuối phải từ ngày đầu trở đi."))
        return data
