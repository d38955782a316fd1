"""Who works where: 1,850 people with posts, and how far each has come with the system. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from random import Random

from config.demo.logins import LOGINS, Login
from config.demo.names import AddressBook, Name, NameMaker
from config.demo.province import AgencyRow, list_agencies
from mailsvc.directory.roles import Role

SEED = 20091222
# How the head of an agency is called, by the first word of its name; departments are the rule.
_CHIEFS = {
    "UBND": "Chủ tịch",
    "Văn": "Chánh Văn phòng",
    "Thanh": "Chánh Thanh tra",
    "Ban": "Trưởng Ban",
}


class Stage(IntEnum):
    """How far a person is in the funnel of November 2009."""

    NONE = 0
    ACCOUNT = 1
    OPENED = 2
    READER = 3
    SENDER = 4
    REGULAR = 5


# 1.850 → 1.110 → 740 → 560 → 430 → 322: only the ends come from the article.
_NOT_REGULAR = {
    Stage.SENDER: 108,
    Stage.READER: 130,
    Stage.OPENED: 180,
    Stage.ACCOUNT: 370,
    Stage.NONE: 740,
}


@dataclass(frozen=True)
class Worker:
    """A person of the plan; `address` is empty without an account."""

    number: int
    name: Name
    agency: str
    unit: str
    role: Role
    title: str
    stage: Stage = Stage.NONE
    address: str = ""
    login: Login | None = None

    @property
    def payroll_number(self) -> str:
        return f"DB{self.number:05}"


def plan_workers(domain: str) -> list[Worker]:
    """Everybody, agency by agency; the same for the same domain every time."""
    random = Random(SEED)  # noqa: S311  a reproducible sample, not a secret
    names = NameMaker(random)
    workers: list[Worker] = []
    regulars: set[int] = set()
    for agency in list_agencies():
        staff = _staff(agency, names, first_number=len(workers) + 1)
        regulars |= _pick_regulars(agency, staff, random)
        workers.extend(staff)
    return _with_addresses(_with_stages(workers, regulars), domain)


def _staff(agency: AgencyRow, names: NameMaker, first_number: int) -> list[Worker]:
    """Known log-ins first, then leaders, a clerk, a head per unit, officers around the units."""
    known = [login for login in LOGINS if login.agency == agency.code]
    staff = [
        Worker(0, login.name, agency.code, login.unit, login.role, login.title, login=login)
        for login in known
    ]
    taken = {(w.unit, w.role, w.title) for w in staff if w.role != Role.OFFICER}
    for place in _places(agency):
        if len(staff) == agency.staff:
            break
        if place not in taken:
            staff.append(Worker(0, names.draw(), agency.code, *place))
    return [replace(worker, number=first_number + i) for i, worker in enumerate(staff)]


def _places(agency: AgencyRow) -> Iterator[tuple[str, Role, str]]:
    chief = _CHIEFS.get(agency.name.partition(" ")[0], "Giám đốc")
    board, office, *rooms = [unit.code for unit in agency.units]
    yield board, Role.LEADER, chief
    yield office, Role.CLERK, "Văn thư"
    yield board, Role.LEADER, f"Phó {chief}"
    yield office, Role.UNIT_HEAD, "Trưởng phòng Hành chính"
    for room in rooms:
        yield room, Role.UNIT_HEAD, "Trưởng phòng"
    while True:
        for room in (*rooms, office):
            yield room, Role.OFFICER, "Chuyên viên"


def _pick_regulars(agency: AgencyRow, staff: list[Worker], random: Random) -> set[int]:
    """The known log-ins and the clerk, then by lot, until the agency's number is reached."""
    first = [w.number for w in staff if w.login is not None or w.role == Role.CLERK]
    others = [w.number for w in staff if w.number not in first]
    return set(first) | set(random.sample(others, agency.regular - len(first)))


def _with_stages(workers: list[Worker], regulars: set[int]) -> list[Worker]:
    stages = _spread()
    return [
        replace(w, stage=Stage.REGULAR if w.number in regulars else next(stages)) for w in workers
    ]


def _spread() -> Iterator[Stage]:
    """The stages of the others, interleaved evenly so that every agency gets its part of each."""
    marks = [
        ((index + 0.5) / count, stage)
        for stage, count in _NOT_REGULAR.items()
        for index in range(count)
    ]
    return (stage for _, stage in sorted(marks))


def _with_addresses(workers: list[Worker], domain: str) -> list[Worker]:
    book = AddressBook(set())
    done = []
    for worker in workers:
        if worker.login is not None:
            address = worker.login.address(domain)
        elif worker.stage is Stage.NONE:
            address = ""
        else:
            address = book.assign(worker.name, f"{worker.agency.casefold()}.{domain}")
        done.append(replace(worker, address=address))
    return done
