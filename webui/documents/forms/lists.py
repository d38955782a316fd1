"""What an agency's lists offer today, as the choices of a form."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from docflow.catalogue.selectors import Choices, drafted_types, incoming_types, marks_and_fields
from mailsvc.base import clock


@dataclass(frozen=True)
class Lists:
    """Types, marks and fields to choose from."""

    types: Choices
    marks: Choices
    fields: Choices

    def fill(self, form: forms.Form) -> None:
        """Set the choices; a list with nothing in it is not asked for."""
        form.fields["doc_type"].choices = self.types  # type: ignore[attr-defined]
        none = ("", _("Không"))
        form.fields["circulation"].choices = [none, *self.marks]  # type: ignore[attr-defined]
        if self.fields:
            form.fields["field"].choices = [none, *self.fields]  # type: ignore[attr-defined]
        else:
            del form.fields["field"]


def lists_for_drafts(agency_pk: int) -> Lists:
    """What a draft of the agency may bear today."""
    today = clock.today()
    marks, fields = marks_and_fields(agency_pk, on=today)
    return Lists(drafted_types(agency_pk, on=today), marks, fields)


def lists_for_register(agency_pk: int, *, came_as: tuple[str, str] | None = None) -> Lists:
    """What may be registered today; `came_as` (code, name) is the type a package names."""
    today = clock.today()
    marks, fields = marks_and_fields(agency_pk, on=today)
    types = incoming_types(agency_pk, on=today)
    if came_as is not None and came_as not in types and came_as[0] not in dict(types):
        types = [*types, came_as]
    return Lists(types, marks, fields)
