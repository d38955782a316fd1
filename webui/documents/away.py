"""Who is away, said beside the name to whoever gives out work."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from docflow.routing.selectors import ReceiverChoices
from mailsvc.directory.actor import Actor
from mailsvc.directory.deputies import find_absent
from mailsvc.directory.models import Deputation, Person


def list_away(actor: Actor, *, today: date) -> dict[int, Deputation]:
    """People of the actor's agency for whom somebody acts today."""
    return {} if actor.agency_pk is None else find_absent(actor.agency_pk, today=today)


def named(person: Person, away: Mapping[int, Deputation]) -> str:
    """`Sùng A Páo`, or `Sùng A Páo – vắng đến 20/11, Đặng Thị Én thay`."""
    absence = away.get(person.pk)
    if absence is None:
        return person.full_name
    return _("%(name)s – vắng đến %(day)s, %(deputy)s thay") % {
        "name": person.full_name,
        "day": f"{absence.last_on:%d/%m}",
        "deputy": absence.deputy.full_name,
    }


def receiver_groups(
    choices: ReceiverChoices, away: Mapping[int, Deputation]
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Units and people to choose from, as `commands.read_receiver` reads them."""
    return [
        (_("Đơn vị"), [(f"u{unit.pk}", unit.name) for unit in choices.units]),
        (_("Cá nhân"), [(f"p{person.pk}", named(person, away)) for person in choices.people]),
    ]
