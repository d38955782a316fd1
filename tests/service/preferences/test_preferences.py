"""Preferences: defaults until changed, one's own, never outside the choices."""

import pytest

from mailsvc.base.errors import Forbidden, Invalid
from mailsvc.directory.actor import SYSTEM
from mailsvc.preferences.models import Preferences
from mailsvc.preferences.selectors import get_preferences
from mailsvc.preferences.services import save
from mailsvc.preferences.wishes import Wishes
from tests.factories import make_agency, make_member

pytestmark = pytest.mark.django_db


def test_defaults_then_what_was_saved_for_this_person_only() -> None:
    agency = make_agency()
    hoa, lan = make_member(agency), make_member(agency, name="Lò Thị Lan")
    assert get_preferences(hoa.actor) == Wishes()
    wishes = Wishes(theme="dark", text_size="larger", page_length=25, has_letter_shortcuts=True)
    save(hoa.actor, wishes=wishes)
    save(hoa.actor, wishes=wishes)
    assert get_preferences(hoa.actor) == wishes
    assert get_preferences(lan.actor) == Wishes()


def test_model_and_value_have_the_same_defaults() -> None:
    hoa = make_member(make_agency())
    Preferences.objects.create(pk=hoa.account.pk)
    assert get_preferences(hoa.actor) == Wishes()


@pytest.mark.parametrize(
    "wishes",
    [
        Wishes(theme="pink"),
        Wishes(page_length=100_000),
        Wishes(undo_send_s=86_400),
        Wishes(text_size="9px}body{"),
    ],
)
def test_unknown_choices_are_refused(wishes: Wishes) -> None:
    hoa = make_member(make_agency())
    with pytest.raises(Invalid):
        save(hoa.actor, wishes=wishes)
    assert not Preferences.objects.exists()


def test_the_system_has_no_wishes() -> None:
    with pytest.raises(Forbidden):
        save(SYSTEM, wishes=Wishes())
    assert get_preferences(SYSTEM) == Wishes()
