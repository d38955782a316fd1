"""The form of a signature."""

from django import forms
from django.utils.translation import gettext_lazy as _

from webui.shared.fields import Text


class SignatureForm(forms.Form):
    """A few lines; the service says how many."""

    text = Text(label=_("Chữ ký"), rows=6, required=False)
