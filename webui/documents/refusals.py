"""A service's refusal of what was typed belongs on the form, beside its field."""

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms

from docflow.rules.levels import REFUSAL_CODE
from mailsvc.base.errors import Forbidden, Invalid, TooLarge

# What services call a field, where our forms call it otherwise.
_NAMES = {"files": "uploads", "recipients": "agencies", "number": "symbol", "notation": "symbol"}


@contextmanager
def refusals_on(form: forms.Form) -> Iterator[None]:
    """Turn Invalid and TooLarge into errors of the form, and that something is a state secret: the
    page says where its number may stand.
    """
    try:
        yield
    except Invalid as error:
        _add(form, error)
    except TooLarge as error:
        form.add_error("uploads" if "uploads" in form.fields else None, error.public_text)
    except Forbidden as error:
        if error.code != REFUSAL_CODE:
            raise
        form.add_error(None, error.public_text)


def focus_first_error(form: forms.Form) -> None:
    """The cursor stands where something is to be mended (WCAG 2.2 §3.3.1)."""
    for field in form.fields.values():
        field.widget.attrs.pop("autofocus", None)
    wrong = next((name for name in form.fields if name in form.errors), None)
    if wrong is not None:
        form.fields[wrong].widget.attrs["autofocus"] = True


def _add(form: forms.Form, error: Invalid) -> None:
    placed = False
    for name, text in error.fields.items():
        field = _NAMES.get(name, name)
        form.add_error(field if field in form.fields else None, text)
        placed = True
    if not placed:
        form.add_error(None, error.public_text)
