"""Which number an approved document gets: the next, one that was held, or one of an earlier day."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _


class NumberForm(forms.Form):
    """A button is enough where there is nothing to choose."""

    place = forms.ChoiceField(label=_("Cấp số nào"), required=False)

    def __init__(
        self,
        *args: object,
        holds: Sequence[tuple[int, str]] = (),
        earlier: Sequence[tuple[int, str]] = (),
        **options: object,
    ) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        if not holds and not earlier:
            del self.fields["place"]
            return
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            ("", _("Số tiếp theo, ghi ngày hôm nay")),
            *((f"giu-{pk}", words) for pk, words in holds),
            *((f"lui-{pk}", words) for pk, words in earlier),
        ]

    @property
    def hold_pk(self) -> int | None:
        return self._chosen("giu")

    @property
    def earlier_pk(self) -> int | None:
        return self._chosen("lui")

    def _chosen(self, wanted: str) -> int | None:
        kind, _dash, pk = self.cleaned_data.get("place", "").partition("-")
        return int(pk) if kind == wanted else None
