"""The roll-up's SQL and the pure rules give the same verdict on every person of random months."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

import pytest
from django.db import connection, transaction

from mailsvc.directory.models import Person, Post
from mailsvc.usage import judging, rules
from mailsvc.usage.bits import bits_of, days_of, first_day, next_first_day
from mailsvc.usage.models import AgencyFacts, Availability, PersonMonth
from mailsvc.usage.reference import list_definitions, terms_of
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]

_PEOPLE = 300
# A leap February, ISO week 53, Tết, and a month with holidays at both ends.
MONTHS = [200911, 200912, 201002, 201201, 201202, 202605]


def some(random: Random, days: list[date], density: float) -> int:
    return bits_of(day for day in days if random.random() < density)


@pytest.fixture
def random(request: pytest.FixtureRequest) -> Random:
    return Random(20091222)


def make_month(ym: int, random: Random) -> None:
    """People who come, go and move, with leave and outages, working more and less."""
    agencies = [factories.make_agency(f"A{n}", f"Sở số {n}") for n in range(3)]
    days = days_of(ym)
    people = Person.objects.bulk_create(
        Person(payroll_number=f"R{n}", family_name="Lò", given_name="Pản", fold_key="", sort_key="")
        for n in range(_PEOPLE)
    )
    posts, rows, leave = [], [], []
    for person in people:
        posts += list(_posts(person, agencies, days, random))
        density = random.random()
        rows.append(
            PersonMonth(
                person=person,
                ym=ym,
                read_days=some(random, days, density),
                write_days=some(random, days, density * random.random() * 0.5),
                process_days=some(random, days, 0.05),
                slight_days=some(random, days, random.choice((0, 0.1, 0.5))),
            )
        )
        if random.random() < 0.3:
            absent = some(random, days, random.random())
            leave.append(Availability(person=person, ym=ym, absent_days=absent))
    Post.objects.bulk_create(posts)
    PersonMonth.objects.bulk_create(rows)
    Availability.objects.bulk_create(leave)
    AgencyFacts.objects.create(
        agency=agencies[0], ym=ym, cut_off_days=bits_of(random.sample(days, 4))
    )


def _posts(person: Person, agencies: list, days: list[date], random: Random) -> Iterator[Post]:
    """One post, or two that follow each other, beginning and ending anywhere."""
    before, after = days[0] - timedelta(days=90), None
    start = random.choice((before, before, random.choice(days)))
    end = random.choice((after, after, days[-1] + timedelta(days=random.randint(1, 9))))
    move = random.choice(days)
    if random.random() < 0.3 and start < move and (end is None or move < end):
        yield _post(person, random.choice(agencies), start, move)
        start = move
    yield _post(person, random.choice(agencies), start, end)


def _post(person: Person, agency, start: date, end: date | None) -> Post:
    return Post(
        person=person, agency=agency, title="CV", role="officer", valid_from=start, valid_to=end
    )


def by_rules(ym: int) -> dict[int, tuple[int, int, dict[str, tuple[bool, bool, int, bool]]]]:
    """Home, days and each definition's verdict, person by person, from the pure functions."""
    working, weeks = bits_of(rules.working_days(ym)), rules.week_masks(ym)
    cut = {row.agency_id: row.cut_off_days for row in AgencyFacts.objects.filter(ym=ym)}
    absent = {row.person_id: row.absent_days for row in Availability.objects.filter(ym=ym)}
    months = {row.person_id: row for row in PersonMonth.objects.filter(ym=ym)}
    held: dict[int, dict[int, tuple[int, date]]] = {}
    posts = Post.objects.filter(valid_from__lt=next_first_day(ym)).order_by("valid_from")
    for post in posts.exclude(valid_to__lte=first_day(ym)):
        days = [d for d in days_of(ym) if post.valid_from <= d and d < (post.valid_to or date.max)]
        bits = (
            bits_of(days) & working & ~cut.get(post.agency_id, 0) & ~absent.get(post.person_id, 0)
        )
        mine = held.setdefault(post.person_id, {})
        known = mine.get(post.agency_id, (0, post.valid_from))[0]
        mine[post.agency_id] = (known | bits, post.valid_from)
    verdicts = {}
    for person, agencies in held.items():
        home = max(agencies, key=lambda pk, a=agencies: (a[pk][0].bit_count(), a[pk][1]))
        available = 0
        for bits, _ in agencies.values():
            available |= bits
        row = months[person]
        did = rules.MonthBits(
            row.read_days, row.write_days, row.process_days, row.delegated_days, row.slight_days
        )
        each = {}
        for definition in list_definitions():
            terms = terms_of(definition)
            each[definition.code] = (
                rules.is_eligible(terms, available),
                rules.is_excluded(terms, did),
                rules.outgoing(terms, did),
                rules.is_regular(terms, did, available, weeks),
            )
        verdicts[person] = (home, available, each)
    return verdicts


def by_sql(ym: int) -> dict[int, tuple[int, int, dict[str, tuple[bool, bool, int, bool]]]]:
    """The same from the table the roll-up counts."""
    calendar = judging.Calendar.of(ym)
    found: dict = {}
    with transaction.atomic():
        judging.judge(calendar)
        for definition in list_definitions():
            words = judging.conditions(terms_of(definition), calendar.weeks)
            columns = ", ".join(words[name] for name in ("is_eligible", "is_excluded"))
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT person_id, agency_id, available, {columns}, {words['outgoing']},"
                    f" {words['is_regular']} FROM usage_judged"
                )
                for person, home, available, *verdict in cursor.fetchall():
                    eligible, excluded, outgoing, regular = verdict
                    each = found.setdefault(person, (home, available, {}))[2]
                    each[definition.code] = (
                        bool(eligible),
                        bool(excluded),
                        outgoing,
                        bool(regular),
                    )
        judging.forget()
    return found


@pytest.mark.parametrize("ym", MONTHS)
def test_sql_and_rules_judge_alike(ym: int, random: Random) -> None:
    make_month(ym, random)
    expected, found = by_rules(ym), by_sql(ym)
    assert found == expected
    regular = [verdict["TX-1"][3] for _, _, verdict in found.values()]
    assert 0 < sum(regular) < len(regular), "else the months would prove nothing"
