"""People, posts, accounts and day bits for the measurements, made by SQL on either database."""

from datetime import UTC, date, datetime
from random import Random

from django.db import connection

from mailsvc.directory.models import Account, Agency, Person, Post, Tier
from mailsvc.usage.bits import bits_of
from mailsvc.usage.models import PersonMonth
from mailsvc.usage.reference import load_reference
from mailsvc.usage.rules import working_days

AGENCY_SIZE = 50
_SINCE = "2009-01-01"
_OPENED = datetime(2009, 2, 2, tzinfo=UTC)


def make_office(people: int, months: list[int]) -> list[int]:
    """Rows through the ORM, for a few thousand people; the people's ids."""
    load_reference()
    names = {"name_vi": "Cấp tỉnh", "name_en": "Province", "rank": 1}
    tier, _ = Tier.objects.get_or_create(code="province", defaults=names)
    agencies = Agency.objects.bulk_create(
        Agency(
            code=f"A{n}",
            label=f"a{n}",
            name=f"Sở số {n}",
            tier=tier,
            valid_from=date(2009, 1, 1),
            fold_key=f"so so {n}",
            sort_key=f"{n:05}",
        )
        for n in range(-(-people // AGENCY_SIZE))
    )
    made = Person.objects.bulk_create(
        Person(payroll_number=f"B{n}", family_name="Lò", given_name="Pản", fold_key="", sort_key="")
        for n in range(people)
    )
    Post.objects.bulk_create(
        Post(
            person=person,
            agency=agencies[n // AGENCY_SIZE],
            title="Chuyên viên",
            role="officer",
            valid_from=date(2009, 1, 1),
        )
        for n, person in enumerate(made)
    )
    Account.objects.bulk_create(
        Account(
            address=f"b{n}@x.example",
            person=person,
            password="!",
            created_at=_OPENED,
            first_login_at=_OPENED,
        )
        for n, person in enumerate(made[: people * 6 // 10])
    )
    random = Random(20091222)
    for ym in months:
        PersonMonth.objects.bulk_create(_months(made[: people * 6 // 10], ym, random))
    return [person.pk for person in made]


def _months(people: list[Person], ym: int, random: Random) -> list[PersonMonth]:
    days = working_days(ym)
    rows = []
    for person in people:
        active = random.sample(days, random.randint(1, len(days)))
        outgoing = active[: random.randint(0, len(active))]
        rows.append(
            PersonMonth(
                person=person, ym=ym, read_days=bits_of(active), write_days=bits_of(outgoing)
            )
        )
    return rows


_PEOPLE = """
INSERT INTO directory_person
  (id, payroll_number, family_name, middle_name, given_name, is_generated, fold_key, sort_key)
SELECT n, 'B' || n, 'Lò', 'Văn', 'Pản', true, 'lo van pan', 'pan lo van'
FROM generate_series({first}, {last}) n
"""
_AGENCIES = """
INSERT INTO directory_agency
  (id, code, label, name, tier_id, valid_from, place, fold_key, sort_key)
SELECT n, 'A' || n, 'a' || n, 'Sở số ' || n,
  CASE WHEN n % 3 = 0 THEN 'district' ELSE 'province' END,
  '{since}', 'Điện Biên', 'so so ' || n, 'so so ' || n
FROM generate_series({first} / {size}, {last} / {size}) n ON CONFLICT DO NOTHING
"""
# One in two hundred moves within the month: the roll-up must choose a home for him.
_POSTS = """
INSERT INTO directory_post
  (person_id, agency_id, title, role, is_main, staff_class, valid_from, valid_to)
SELECT n, n / {size}, 'Chuyên viên', 'officer', true, 'official', DATE '{since}',
  CASE WHEN n % 200 = 0 THEN DATE '2009-11-12' END
FROM generate_series({first}, {last}) n
UNION ALL
SELECT n, {first} / {size}, 'Chuyên viên', 'officer', true, 'official', DATE '2009-11-12', NULL
FROM generate_series({first}, {last}) n WHERE n % 200 = 0
"""
_ACCOUNTS = """
INSERT INTO directory_account
  (person_id, address, password, is_active, is_demo, language, created_at, first_login_at)
SELECT n, 'b' || n || '@x.example', '!', true, false, 'vi', '2009-02-02+00', '2009-02-03+00'
FROM generate_series({first}, {last}) n WHERE n % 10 < 6
"""
# Six in ten act; each on as many days as his own chance gives, writing on some of them.
_BITS = """
INSERT INTO usage_personmonth
  (person_id, ym, read_days, write_days, process_days, delegated_days, slight_days)
SELECT n, 200911, bits, bits & other, 0, 0, 0 FROM (
  SELECT n, (random() * 2147483647)::bigint & (random() * 2147483647)::bigint
      | ((random() * 2147483647)::bigint & {mask}) AS bits,
    (random() * 2147483647)::bigint AS other
  FROM generate_series({first}, {last}) n WHERE n % 10 < 6
) drawn
"""


def grow(first: int, last: int) -> None:
    """People `first` to `last` with everything that a fill of November 2009 reads."""
    words = {"first": first, "last": last, "size": AGENCY_SIZE, "since": _SINCE, "mask": 0x3C3C3C3C}
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO directory_tier (code, name_vi, name_en, rank) VALUES"
            " ('province', 'Cấp tỉnh', 'Province', 1), ('district', 'Cấp huyện', 'District', 2)"
            " ON CONFLICT DO NOTHING"
        )
        cursor.execute("SELECT setseed(0.20091222)")
        for statement in (_PEOPLE, _AGENCIES, _POSTS, _ACCOUNTS, _BITS):
            cursor.execute(statement.format(**words))
        cursor.execute("ANALYZE")
