"""Actor: who acts, with the duties he holds today; a value, so permission rules stay pure."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from mailsvc.directory.roles import Role


@dataclass(frozen=True)
class Duty:
    """One post held today: a role in an agency, perhaps in one of its units."""

    role: Role
    agency_pk: int
    unit_pk: int | None
    post_pk: int
    title: str


@dataclass(frozen=True)
class Actor:
    """The acting person, or the system itself (`SYSTEM`)."""

    account_pk: int | None
    person_pk: int | None
    address: str
    name: str
    duties: tuple[Duty, ...] = ()
    site: str = ""  # another installation that has logged in, instead of a person
    # Asked only where somebody works with documents; `stand_ins` keeps the answer.
    lent: "Callable[[], tuple[StandIn, ...]]" = field(default=tuple, compare=False, repr=False)

    @cached_property
    def stand_ins(self) -> "tuple[StandIn, ...]":
        """For whom he may act today, with documents only."""
        return self.lent()

    @property
    def is_system(self) -> bool:
        return self.account_pk is None and not self.site

    @property
    def main_duty(self) -> Duty | None:
        """The first duty: main posts come first."""
        return self.duties[0] if self.duties else None

    @property
    def agency_pk(self) -> int | None:
        """The agency of the main duty."""
        return self.duties[0].agency_pk if self.duties else None

    def has_role(
        self, role: Role, *, agency_pk: int | None = None, unit_pk: int | None = None
    ) -> bool:
        """True when a duty has this role, in this agency and unit where they are given."""
        return any(
            duty.role == role
            and (agency_pk is None or duty.agency_pk == agency_pk)
            and (unit_pk is None or duty.unit_pk == unit_pk)
            for duty in self.duties
        )


@dataclass(frozen=True)
class StandIn:
    """An absent person as the deputy may act for him: his duties, as far as the scope reaches."""

    actor: Actor
    legal_basis: str


SYSTEM = Actor(account_pk=None, person_pk=None, address="", name="Hệ thống")
