"""Who writes to whom in the sample mails. Pure."""

from dataclasses import dataclass

from config.demo.logins import ADMINISTRATOR
from config.demo.people import Stage, Worker
from config.demo.province import AgencyRow, list_agencies
from mailsvc.directory.roles import Role

_OFFICES = ("STTTT", "STC")
_COLLEAGUES = 4


@dataclass(frozen=True)
class Correspondent:
    """A mailbox with the name in front of its address."""

    address: str
    name: str
    given: str
    agency_name: str


@dataclass(frozen=True)
class Office:
    """The people of one agency the mails are about."""

    agency: AgencyRow
    official: Correspondent
    clerk: Correspondent
    leader: Correspondent
    head: Correspondent
    officer: Correspondent
    administrator: Correspondent
    colleagues: tuple[Correspondent, ...]
    signers: dict[str, Worker]  # the head of each agency, by its code

    @property
    def people(self) -> tuple[Correspondent, ...]:
        return (self.clerk, self.leader, self.head, self.officer, *self.colleagues)


def list_offices(workers: list[Worker], domain: str) -> tuple[Office, Office]:
    """The two offices with known log-ins."""
    first, second = (_office(code, workers, domain) for code in _OFFICES)
    return first, second


def list_senders(domain: str) -> dict[str, Correspondent]:
    """The shared mailbox of every agency, by the agency's code."""
    return {row.code: _official(row, domain) for row in list_agencies()}


def _office(code: str, workers: list[Worker], domain: str) -> Office:
    agency = next(row for row in list_agencies() if row.code == code)
    known = {w.role: _person(w, agency) for w in workers if w.agency == code and w.login}
    first_office = {row.code: row for row in list_agencies()}[_OFFICES[0]]
    administrator = next(w for w in workers if w.login and w.login.local == ADMINISTRATOR)
    regular = [w for w in workers if w.agency == code and w.stage is Stage.REGULAR and not w.login]
    return Office(
        agency=agency,
        official=_official(agency, domain),
        clerk=known[Role.CLERK],
        leader=known[Role.LEADER],
        head=known[Role.UNIT_HEAD],
        officer=known[Role.OFFICER],
        administrator=_person(administrator, first_office),
        colleagues=tuple(_person(w, agency) for w in regular[:_COLLEAGUES]),
        signers={w.agency: w for w in reversed(workers) if w.role == Role.LEADER},
    )


def _person(worker: Worker, agency: AgencyRow) -> Correspondent:
    return Correspondent(worker.address, str(worker.name), worker.name.given, agency.name)


def _official(agency: AgencyRow, domain: str) -> Correspondent:
    return Correspondent(f"hopthu@{agency.label}.{domain}", agency.name, agency.name, agency.name)
