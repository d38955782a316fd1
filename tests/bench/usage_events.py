"""The same question put to raw events: who of the sample is regular? Bytes and seconds."""

import time

from django.db import connection

from mailsvc.usage import judging
from mailsvc.usage.reference import get_headline, terms_of

_MONTH = 200911
_ACTIONS = 40

# A lean event table: no content, no address; one index, by which a person's month is found.
_TABLE = (
    "CREATE TABLE bench_event (person_id bigint NOT NULL, at timestamptz NOT NULL,"
    " kind smallint NOT NULL)"
)
_EVENTS = """
INSERT INTO bench_event
SELECT m.person_id,
  make_timestamptz(2009, 11, d + 1, 8 + a % 9, (a * 7) % 60, 0, 'Asia/Ho_Chi_Minh'),
  CASE WHEN (m.write_days >> d) & 1 = 1 AND a % 8 = 0 THEN 2 ELSE 1 END
FROM usage_personmonth m, generate_series(0, 29) d, generate_series(0, {last}) a
WHERE m.ym = 200911 AND m.person_id <= {sample} AND (m.read_days >> d) & 1 = 1
"""
_COPY = (
    "CREATE TABLE bench_month AS SELECT * FROM usage_personmonth"
    " WHERE ym = 200911 AND person_id <= {sample}"
)
# Days, weeks and outgoing days from events; the rest of the definition is the same for both.
_ASK = """
SELECT count(*) FROM (
  SELECT person_id, count(DISTINCT day) AS active, count(DISTINCT date_trunc('week', day)) AS weeks,
    count(DISTINCT day) FILTER (WHERE kind = 2) AS outgoing
  FROM (
    SELECT person_id, kind, (at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day FROM bench_event
    WHERE at >= '2009-11-01+07' AND at < '2009-12-01+07'
  ) days WHERE extract(isodow FROM day) < 6 GROUP BY person_id
) people WHERE active >= 11 AND weeks >= 3 AND outgoing >= 2
"""


def compare(sample: int) -> float:
    """Bytes of raw events over those of bitmaps, for the same people and month."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLE)
        cursor.execute(_EVENTS.format(last=_ACTIONS - 1, sample=sample))
        cursor.execute("CREATE INDEX ON bench_event (person_id, at)")
        cursor.execute(_COPY.format(sample=sample))
        cursor.execute("ALTER TABLE bench_month ADD PRIMARY KEY (id)")
        cursor.execute("CREATE UNIQUE INDEX ON bench_month (person_id, ym)")
        cursor.execute("CREATE INDEX ON bench_month (ym)")
        cursor.execute("ANALYZE bench_event")
        cursor.execute("SELECT count(*) FROM bench_event")
        (events,) = cursor.fetchone()
        raw, bits = (_bytes(name) for name in ("bench_event", "bench_month"))
    by_events, events_s = _timed(_ASK)
    by_bits, bits_s = _timed(_bits_question(sample))
    assert by_events == by_bits, (by_events, by_bits)
    print(
        f"{sample:,} people: {events:,} raw events {raw / 1e6:.0f} MB, asked in {events_s:.2f} s;"
        f" bitmaps {bits / 1e6:.2f} MB, asked in {bits_s:.3f} s; the same {by_bits:,} are regular;"
        f" {raw / bits:.0f} times the bytes, {events_s / bits_s:.0f} times the seconds"
    )
    return raw / bits


def _bits_question(sample: int) -> str:
    """The roll-up's own condition over the copied rows; everybody had all working days."""
    calendar = judging.Calendar.of(_MONTH)
    words = judging.conditions(terms_of(get_headline(_MONTH)), calendar.weeks)
    return (
        "SELECT count(*) FROM (SELECT read_days::bigint AS r, write_days::bigint AS w,"
        " process_days::bigint AS p, slight_days::bigint AS s, available,"
        " (read_days | write_days) & available AS active"
        f" FROM bench_month, (SELECT {calendar.working}::bigint AS available) a) people"
        f" WHERE {words['is_regular']}"
    )


def _timed(sql: str) -> tuple[int, float]:
    """The answer, and the fastest of three askings."""
    times = []
    for _ in range(3):
        began = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute(sql)
            (answer,) = cursor.fetchone()
        times.append(time.perf_counter() - began)
    return int(answer), min(times)


def _bytes(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size(%s)", [table])
        return int(cursor.fetchone()[0])
