"""Forms of the pages for beginners."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from webui.shared.fields import Line


class SlipsForm(forms.Form):
    """The accounts slips are printed for."""

    accounts = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Which of them may be chosen the service knows; here only that they are numbers.
        given = self.data.getlist("accounts") if hasattr(self.data, "getlist") else []
        numbers = [one for one in given if one.isascii() and one.isdecimal() and len(one) < 19]
        self.fields["accounts"].choices = [(one, one) for one in numbers]  # type: ignore[attr-defined]


class ChampionForm(forms.Form):
    """Who helps from now on."""

    address = Line(label=_("Địa chỉ thư của người hướng dẫn"), max_length=254)


class WordForm(forms.Form):
    """What is typed in an exercise."""

    word = Line(label=_("Gõ vào đây"), max_length=300)
