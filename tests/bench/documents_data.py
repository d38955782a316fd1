"""Documents in bulk for `make bench-documents`: rows as the services would leave them."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core.management.color import no_style
from django.db import connection, transaction

from docflow.documents.models import Document, Movement
from docflow.register.models import NumberSeries, Register, RegisterEntry
from docflow.routing.models import Assignment, Directive
from docflow.search.models import SearchText
from docflow.search.words import join_words
from mailsvc.base import clock
from mailsvc.base.text import fold
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Agency, Unit
from mailsvc.directory.roles import Role
from tests.factories import make_agency, make_member, make_unit

COMMON, RARE = "nongnghiep", "hosomat"
_AT_ONCE = 5000
_TEXTS = 2000
_WORDS_A_TEXT = 120
_DAYS = 365 * 5
_OPEN_EVERY = 100
_SAID = (
    "báo cáo tình hình thực hiện nhiệm vụ kế hoạch phát triển kinh tế xã hội nông thôn miền núi "
    "quyết định bổ nhiệm cán bộ công chức viên chức phê duyệt dự toán ngân sách nhà nước đầu tư "
    "xây dựng công trình giao thông thủy lợi trường học trạm y tế hộ nghèo chính sách dân tộc "
    "hướng dẫn triển khai ứng dụng công nghệ thông tin cải cách hành chính một cửa liên thông"
)


@dataclass(frozen=True)
class People:
    """Who asks, and the agencies whose documents there are."""

    actors: list[Actor]
    person_pk: int
    unit: Unit
    agencies: list[Agency]


def make_people() -> People:
    agencies = [make_agency(f"CQ{n}", f"Cơ quan số {n}") for n in range(11)]
    unit = make_unit(agencies[0], "CNTT", "Phòng Công nghệ thông tin")
    roles = ((Role.CLERK, None), (Role.LEADER, None), (Role.OFFICER, unit))
    actors = [
        make_member(agencies[0], role, name=f"Người {role}", unit=at, title="Chuyên viên").actor
        for role, at in roles
    ]
    assert actors[0].person_pk is not None
    return People(actors, actors[0].person_pk, unit, agencies)


def fill(people: People, rows: int) -> None:
    """Write until there are so many; nine in ten are of the first agency."""
    chance = random.Random(rows)
    texts = [_text(chance) for _ in range(_TEXTS)]
    series = _series(people)
    have = Document.objects.count()
    first = (Document.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    for start in range(have, rows, _AT_ONCE):
        numbers = range(start, min(start + _AT_ONCE, rows))
        _write(people, chance, texts, series, numbers, first - have, rows)
    for (agency_pk, year), (row, count) in series.items():
        NumberSeries.objects.filter(pk=row.pk).update(last_number=count)
        del agency_pk, year
    _settle()


def _write(
    people: People,
    chance: random.Random,
    texts: list[str],
    series: dict[tuple[int, int], tuple[NumberSeries, int]],
    numbers: range,
    shift: int,
    rows: int,
) -> None:
    documents, entries, words, moves = [], [], [], []
    for number in numbers:
        agency = people.agencies[0 if number % 10 else 1 + number // 10 % 10]
        at = _time_of(number, rows)
        document = _document(number + shift, number, agency, at, rows)
        text = chance.choice(texts) + (f" {COMMON}" if number % 3 == 0 else "")
        documents.append(document)
        words.append(
            SearchText(
                document_id=document.pk,
                fields=fold(f"{document.symbol} {document.subject} {document.issuer}"),
                content=f"{text} {RARE} {number}",
            )
        )
        key = (agency.pk, at.year)
        row, count = series[key]
        series[key] = (row, count + 1)
        entries.append(
            RegisterEntry(
                series=row,
                number=count + 1,
                document_id=document.pk,
                entered_on=clock.local_day(at),
                entered_at=at,
            )
        )
        moves.append(
            Movement(
                document_id=document.pk,
                action="register",
                state_to="registered",
                by_id=people.person_pk,
                by_name="Văn thư",
                at=at,
            )
        )
    with transaction.atomic():
        Document.objects.bulk_create(documents)
        SearchText.objects.bulk_create(words)
        RegisterEntry.objects.bulk_create(entries)
        Movement.objects.bulk_create(moves)
        _assign(people, documents, numbers)


def _assign(people: People, documents: list[Document], numbers: range) -> None:
    """The unit leads in one of two hundred."""
    ours = [d for d, n in zip(documents, numbers, strict=True) if n % 10 and n % 200 == 1]
    directives = Directive.objects.bulk_create(
        Directive(
            document=d,
            author_id=people.person_pk,
            text="Phòng chủ trì.",
            due_on=d.issued_on,
            given_at=d.created_at,
        )
        for d in ours
    )
    Assignment.objects.bulk_create(
        Assignment(document=one.document, directive=one, part="lead", unit=people.unit)
        for one in directives
    )


def _document(pk: int, number: int, agency: Agency, at: datetime, rows: int) -> Document:
    is_open = number > rows - rows // 20 and number % 5 == 0 or number % _OPEN_EVERY == 0
    issuer = f"Ủy ban nhân dân xã {number % 130}"
    return Document(
        pk=pk,
        agency=agency,
        direction="in",
        state="presented" if is_open else "completed",
        doc_type="cong_van",
        number=str(number % 9999),
        notation="UBND-VX",
        issued_on=clock.local_day(at),
        issuer=issuer,
        issuer_key=fold(issuer),
        subject=f"báo cáo tình hình kinh tế xã hội xã {number % 130} lần {number}",
        due_on=clock.local_day(at) + timedelta(days=10) if number % 2 else None,
        received_at=at,
        created_at=at,
        state_at=at,
    )


def _time_of(number: int, rows: int) -> datetime:
    first = datetime.combine(clock.today() - timedelta(days=_DAYS), datetime.min.time(), UTC)
    return first + timedelta(days=_DAYS) * (number / rows)


def _series(people: People) -> dict[tuple[int, int], tuple[NumberSeries, int]]:
    found = {}
    years: Iterator[int] = iter(range(clock.today().year - 6, clock.today().year + 1))
    for year in years:
        for agency in people.agencies:
            register, _ = Register.objects.get_or_create(
                agency=agency,
                direction="in",
                year=year,
                defaults={"name": f"Sổ văn bản đến {year}", "code": agency.label},
            )
            row, _ = NumberSeries.objects.get_or_create(register=register, key="")
            found[agency.pk, year] = (row, row.last_number)
    return found


def _text(chance: random.Random) -> str:
    words = " ".join(chance.choices(_SAID.split(), k=_WORDS_A_TEXT))
    return join_words(words, " ".join(f"tu{chance.randrange(5000)}" for _ in range(40)))


def _settle() -> None:
    """Sequences after the rows, and what the planner must know."""
    models = [Document, RegisterEntry, Movement]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
