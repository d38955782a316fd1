"""The known log-ins at their desks, as actors, for the sample documents."""

from dataclasses import dataclass

from django.conf import settings

from config.demo.logins import LOGINS
from docflow.routing.commands import Receiver
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Agency
from mailsvc.directory.roles import Role
from mailsvc.directory.selectors import find_account, get_actor, get_agency


@dataclass(frozen=True)
class Desk:
    """The four people of an agency through whose hands its documents go."""

    agency: Agency
    clerk: Actor
    leader: Actor
    head: Actor
    officer: Actor

    @property
    def unit(self) -> Receiver:
        """The unit that takes the lead."""
        assert self.head.main_duty is not None
        return Receiver(unit_pk=self.head.main_duty.unit_pk)

    @property
    def office(self) -> Receiver:
        """The clerk's unit, which co-operates."""
        assert self.clerk.main_duty is not None
        return Receiver(unit_pk=self.clerk.main_duty.unit_pk)


def open_desk(code: str) -> Desk:
    """The desk of one of the two agencies with known log-ins."""
    actors = {
        login.role: _actor(login.address(settings.MAIL_DOMAIN))
        for login in LOGINS
        if login.agency == code
    }
    return Desk(
        agency=get_agency(code),
        clerk=actors[Role.CLERK],
        leader=actors[Role.LEADER],
        head=actors[Role.UNIT_HEAD],
        officer=actors[Role.OFFICER],
    )


def _actor(address: str) -> Actor:
    account = find_account(address=address)
    assert account is not None, "the directory is loaded first"
    return get_actor(account)
