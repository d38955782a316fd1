"""Documents in bulk for `make bench-documents`: rows as the services would leave them.

Nine in ten are of the first agency, one in five goes out; all the incoming ones were directed to
one of twenty units, one of them the officer's. Each has its line in a register, its steps, a file
and the words of that file: forty to a hundred different ones, a third of all with `COMMON`, each
with a number of its own after `RARE`.
"""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Model

from docflow.documents.models import Document, DocumentFile, Movement, Recipient
from docflow.register.models import NumberSeries, Register, RegisterEntry
from docflow.routing.models import Assignment, Directive
from docflow.rules.states import Direction
from docflow.search.models import SearchText
from docflow.search.words import join_words
from mailsvc.base import clock
from mailsvc.base.text import fold
from mailsvc.directory.models import Agency, Person, Unit
from mailsvc.directory.roles import Role
from tests.factories import Member, make_agency, make_member, make_unit

COMMON, RARE = "nongnghiep", "hosomat"
UNITS = 20
_TYPE = "cong_van"
_TEXTS = 2000
_WORDS_A_TEXT = 120
_YEARS = 5
_OPEN_EVERY = 100
_SAID = (
    "báo cáo tình hình thực hiện nhiệm vụ kế hoạch phát triển kinh tế xã hội nông thôn miền núi "
    "quyết định bổ nhiệm cán bộ công chức viên chức phê duyệt dự toán ngân sách nhà nước đầu tư "
    "xây dựng công trình giao thông thủy lợi trường học trạm y tế hộ nghèo chính sách dân tộc "
    "hướng dẫn triển khai ứng dụng công nghệ thông tin cải cách hành chính một cửa liên thông"
)

Row = tuple[Any, ...]


@dataclass(frozen=True)
class People:
    """Who asks (clerk, leader, officer), and the agencies whose documents there are."""

    asking: list[Member]
    units: list[Unit]
    agencies: list[Agency]

    @property
    def clerk(self) -> Person:
        return self.asking[0].person

    @property
    def leader(self) -> Person:
        return self.asking[1].person


def make_people() -> People:
    agencies = [make_agency(f"CQ{n}", f"Cơ quan số {n}") for n in range(11)]
    units = [make_unit(agencies[0], f"P{n}", f"Phòng số {n}") for n in range(UNITS)]
    roles = ((Role.CLERK, None), (Role.LEADER, None), (Role.OFFICER, units[0]))
    asking = [
        make_member(agencies[0], role, name=f"Người {role}", unit=at, title="Chuyên viên")
        for role, at in roles
    ]
    return People(asking, units, agencies)


class Table:
    """Rows of one model, short of what has a default."""

    def __init__(self, model: type[Model]) -> None:
        fields = model._meta.concrete_fields
        self.name = model._meta.db_table
        self.columns = [one.column for one in fields]
        self._usual = {one.attname: one.get_default() for one in fields}

    def row(self, **values: Any) -> Row:
        """In the order of `columns`; a name that is no column's is a mistake."""
        assert values.keys() <= self._usual.keys(), values.keys() - self._usual.keys()
        return tuple((self._usual | values).values())


DOCUMENT, ENTRY, MOVEMENT = Table(Document), Table(RegisterEntry), Table(Movement)
FILE, RECIPIENT, WORDS = Table(DocumentFile), Table(Recipient), Table(SearchText)
DIRECTIVE, ASSIGNMENT = Table(Directive), Table(Assignment)
TABLES = (DOCUMENT, ENTRY, MOVEMENT, FILE, RECIPIENT, WORDS, DIRECTIVE, ASSIGNMENT)


@dataclass
class Writer:
    """Makes the rows of one document after the other, oldest first."""

    people: People
    total: int
    series: dict[tuple[int, str, int], int] = field(default_factory=dict)
    counts: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))
    _serials: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))

    def __post_init__(self) -> None:
        self._chance = random.Random(self.total)
        self._texts = [_text(self._chance) for _ in range(_TEXTS)]
        self._first = datetime.combine(
            clock.today() - timedelta(days=365 * _YEARS), datetime.min.time(), UTC
        )
        self.series = _make_series(self.people, self._first.year)

    def rows_of(self, number: int) -> Iterator[tuple[Table, Row]]:
        """All rows of the document with this serial number, the one they refer to first."""
        agency = self.people.agencies[0 if number % 10 else 1 + number // 10 % 10]
        at = self._first + timedelta(days=365 * _YEARS) * (number / self.total)
        direction = Direction.OUT if number % 5 == 3 else Direction.IN
        on, moment = _day(clock.local_day(at)), _moment(at)
        yield DOCUMENT, self._document(number, agency, direction, at, on, moment)
        yield WORDS, self._words(number)
        series = self.series[agency.pk, direction, clock.local_day(at).year]
        self.counts[series] += 1
        yield self._numbered(
            ENTRY,
            series_id=series,
            number=self.counts[series],
            document_id=number,
            entered_on=on,
            entered_at=moment,
            sealed_at=moment if direction == Direction.OUT else None,
        )
        yield self._numbered(
            FILE,
            document_id=number,
            role="main",
            name=f"van-ban-{number}.pdf",
            mime="application/pdf",
            size_bytes=80_000,
            sha256=f"{number:064x}",
            added_at=moment,
        )
        if direction == Direction.OUT:
            yield self._moved(number, "issue", "issued", self.people.clerk, moment)
            yield self._numbered(
                RECIPIENT, document_id=number, agency_id=agency.pk, name=agency.name, position=1
            )
            return
        yield self._moved(number, "register", "registered", self.people.clerk, moment)
        if agency.pk == self.people.agencies[0].pk:
            yield from self._directed(number, on, moment)

    def _directed(self, number: int, on: object, moment: object) -> Iterator[tuple[Table, Row]]:
        """By the leader to one unit."""
        yield self._moved(number, "direct", "directed", self.people.leader, moment)
        directive = self._numbered(
            DIRECTIVE,
            document_id=number,
            author_id=self.people.leader.pk,
            text="Phòng chủ trì, báo cáo kết quả.",
            due_on=on,
            given_at=moment,
        )
        yield directive
        yield self._numbered(
            ASSIGNMENT,
            document_id=number,
            directive_id=self._serials[DIRECTIVE.name],
            part="lead",
            unit_id=self.people.units[number // 5 % UNITS].pk,
            state="working" if _is_open(number, self.total) else "done",
            due_on=on,
        )

    def _document(
        self,
        number: int,
        agency: Agency,
        direction: Direction,
        at: datetime,
        on: object,
        moment: object,
    ) -> Row:
        is_out = direction == Direction.OUT
        issuer = agency.name if is_out else f"Ủy ban nhân dân xã {number % 130}"
        state = "in_progress" if _is_open(number, self.total) else "completed"
        return DOCUMENT.row(
            id=number,
            agency_id=agency.pk,
            direction=direction.value,
            state="issued" if is_out else state,
            doc_type=_TYPE,
            number=str(number % 9999),
            notation="UBND-VX",
            issued_on=on,
            issuer=issuer,
            issuer_key=fold(issuer),
            subject=f"báo cáo tình hình kinh tế xã hội xã {number % 130} lần {number}",
            author_id=self.people.leader.pk if is_out else None,
            due_on=_day(clock.local_day(at) + timedelta(days=10)) if number % 2 else None,
            received_at=None if is_out else moment,
            created_at=moment,
            state_at=moment,
        )

    def _words(self, number: int) -> Row:
        said = f"{number % 9999} ubnd vx bao cao tinh hinh kinh te xa hoi {number % 130} lan"
        text = self._chance.choice(self._texts) + (f" {COMMON}" if number % 3 == 0 else "")
        return WORDS.row(document_id=number, fields=said, content=f"{text} {RARE} {number}")

    def _moved(
        self, number: int, action: str, state: str, by: Person, moment: object
    ) -> tuple[Table, Row]:
        return self._numbered(
            MOVEMENT,
            document_id=number,
            action=action,
            state_to=state,
            by_id=by.pk,
            by_name="Người làm",
            at=moment,
        )

    def _numbered(self, table: Table, **values: Any) -> tuple[Table, Row]:
        self._serials[table.name] += 1
        return table, table.row(id=self._serials[table.name], **values)


def _is_open(number: int, total: int) -> bool:
    """One of five among the newest twentieth, one of a hundred before."""
    return number > total - total // 20 and number % 5 == 0 or number % _OPEN_EVERY == 0


def _day(day: date) -> object:
    return connection.ops.adapt_datefield_value(day)


def _moment(at: datetime) -> object:
    return connection.ops.adapt_datetimefield_value(at)


def _make_series(people: People, first_year: int) -> dict[tuple[int, str, int], int]:
    found: dict[tuple[int, str, int], int] = {}
    for year in range(first_year, clock.today().year + 1):
        for agency in people.agencies:
            for direction, key in ((Direction.IN, ""), (Direction.OUT, _TYPE)):
                register = Register.objects.create(
                    agency=agency,
                    direction=direction,
                    year=year,
                    name=f"Sổ {direction.label} {year}",
                    code=agency.label,
                )
                series = NumberSeries.objects.create(register=register, key=key)
                found[agency.pk, direction, year] = series.pk
    return found


def _text(chance: random.Random) -> str:
    words = " ".join(chance.choices(_SAID.split(), k=_WORDS_A_TEXT))
    return join_words(words, " ".join(f"tu{chance.randrange(5000)}" for _ in range(40)))
