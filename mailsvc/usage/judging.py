"""Everybody of a month, each once, in a temporary table: home, days, bits. Set-based SQL.

A person's home is the agency of most available days; the later post wins a tie. The table
(`usage_judged`) lives as long as the transaction that made it; `conditions` turns a definition's
terms into SQL over it. What the terms mean is said in `rules`; a test holds both to the same
verdicts on random months.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, time

from django.db import connection

from mailsvc.base import clock
from mailsvc.usage import dialect, rules
from mailsvc.usage.bits import bits_of, days_of, first_day, next_first_day

# Days of a post within the month, less the agency's days without a line and the person's leave.
_SPELLS = """
SELECT p.person_id, p.agency_id, p.staff_class, p.valid_from,
  coalesce(f.cut_off_days, 0) AS cut_off, coalesce(a.absent_days, 0) AS absent,
  ((({one} << {high}) - 1) & ~(({one} << {low}) - 1) & {working}
    & ~coalesce(f.cut_off_days, 0)) AS present
FROM directory_post p
LEFT JOIN usage_agencyfacts f ON f.agency_id = p.agency_id AND f.ym = {ym}
LEFT JOIN usage_availability a ON a.person_id = p.person_id AND a.ym = {ym}
WHERE p.is_main AND p.valid_from < '{next}' AND (p.valid_to IS NULL OR p.valid_to > '{first}')
"""

_JUDGED = """
CREATE TEMPORARY TABLE usage_judged AS
WITH spell AS ({spells}),
held AS (
  SELECT person_id, agency_id, staff_class, max(valid_from) AS since,
    bit_or(present & ~absent) AS days, max({is_adjusted}) AS adjusted
  FROM spell GROUP BY person_id, agency_id, staff_class
),
ranked AS (
  SELECT held.*,
    bit_or(days) OVER (PARTITION BY person_id) AS available,
    max(adjusted) OVER (PARTITION BY person_id) AS is_adjusted,
    row_number() OVER (
      PARTITION BY person_id ORDER BY {count_days} DESC, since DESC, agency_id DESC, staff_class
    ) AS place
  FROM held
),
person AS (
  SELECT r.person_id, r.agency_id, r.staff_class, r.available, r.is_adjusted,
    coalesce(m.read_days, 0) AS r, coalesce(m.write_days, 0) AS w,
    coalesce(m.process_days, 0) AS p, coalesce(m.delegated_days, 0) AS d,
    coalesce(m.slight_days, 0) AS s,
    {has_account} AS has_account, {has_opened} AS has_opened,
    CASE WHEN {opened} THEN {opened_month} END AS opened_ym
  FROM ranked r
  LEFT JOIN usage_personmonth m ON m.person_id = r.person_id AND m.ym = {ym}
  LEFT JOIN directory_account c ON c.person_id = r.person_id
  WHERE r.place = 1
)
SELECT person.*, g.tier_id, (r | w | p | s) AS acted, (r | w | p | s) & available AS active
FROM person JOIN directory_agency g ON g.id = person.agency_id
"""

_LINE = (
    "person_id || ' ' || staff_class || ' ' || available || ' ' || is_adjusted || ' '"
    " || has_account || has_opened || ' ' || coalesce(opened_ym, 0)"
    " || ' ' || r || ' ' || w || ' ' || p || ' ' || d || ' ' || s"
)


@dataclass(frozen=True)
class Calendar:
    """What everybody's bits of a month are judged by."""

    ym: int
    working: int
    weeks: tuple[int, ...]
    length: int

    @classmethod
    def of(cls, ym: int) -> "Calendar":
        """The month as the calendar of working days has it."""
        weeks = rules.week_masks(ym)
        return cls(ym, bits_of(rules.working_days(ym)), weeks, len(days_of(ym)))


def judge(calendar: Calendar) -> int:
    """Make the table anew; how many people are in it. Inside a transaction."""
    dialect.prepare_session()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS usage_judged")
        cursor.execute(_judged_sql(calendar), [])
        if dialect.is_postgres():
            cursor.execute("ANALYZE usage_judged")
        cursor.execute("SELECT count(*) FROM usage_judged")
        return int(cursor.fetchone()[0])


def forget() -> None:
    """Drop the table: on one connection the next month needs the name."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS usage_judged")


def digest(calendar: Calendar) -> str:
    """SHA-256 of all the month's inputs: calendar, headcounts, and everybody's days and bits."""
    total = hashlib.sha256(f"{calendar.ym} {calendar.working:x}\n".encode())
    for agency_pk, agency_hash in _agency_hashes():
        total.update(f"{agency_pk} {agency_hash}\n".encode())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT agency_id, declared, has_payroll, cut_off_days FROM usage_agencyfacts"
            " WHERE ym = %s ORDER BY agency_id",
            [calendar.ym],
        )
        for agency_pk, declared, has_payroll, cut_off in cursor.fetchall():
            total.update(f"{agency_pk} {declared} {bool(has_payroll):d} {cut_off}\n".encode())
    return total.hexdigest()


def conditions(terms: rules.Terms, weeks: tuple[int, ...]) -> dict[str, str]:
    """SQL over `usage_judged`: `is_eligible`, `is_excluded`, `outgoing` (a mask), `is_regular`."""
    bits = dialect.count_bits
    sent = bits("w | s")
    only = bits("s & ~w")
    is_excluded = f"({only} > 0 AND 100 * {only} >= {terms.slight_percent} * {sent})"
    outgoing = f"(w | p | CASE WHEN {is_excluded} THEN 0 ELSE s END)"
    days, active = bits("available"), bits("active")
    sent_days = bits(f"{outgoing} & available")
    weeks_available = " + ".join(
        dialect.number(f"{bits(f'available & {week}')} >= 2") for week in weeks
    )
    weeks_active = " + ".join(dialect.number(f"(active & {week}) <> 0") for week in weeks)
    is_regular = (
        f"({active} * {terms.share_under} >= {days} * {terms.share_over}"
        f" AND {active} >= {terms.min_active_days}"
        f" AND ({weeks_active} >= {terms.min_weeks} OR {weeks_active} >= {weeks_available})"
        f" AND {sent_days} >= {terms.min_outgoing_days}"
        f" AND {sent_days} * {terms.outgoing_under} >= {days} * {terms.outgoing_over})"
    )
    return {
        "is_eligible": f"({days} >= {terms.min_available_days})",
        "is_excluded": is_excluded,
        "outgoing": outgoing,
        "is_regular": is_regular,
    }


def _judged_sql(calendar: Calendar) -> str:
    first, after = first_day(calendar.ym), next_first_day(calendar.ym)
    ends_at = datetime.combine(after, time(), clock.VIETNAM).astimezone(UTC)
    end = f"'{ends_at:%Y-%m-%d %H:%M:%S}{'+00' if dialect.is_postgres() else ''}'"
    low = (
        f"CASE WHEN p.valid_from <= '{first}' THEN 0 ELSE {dialect.day_of('p.valid_from')} - 1 END"
    )
    high = (
        f"CASE WHEN p.valid_to IS NULL OR p.valid_to >= '{after}' THEN {calendar.length}"
        f" ELSE {dialect.day_of('p.valid_to')} - 1 END"
    )
    one = "1::bigint" if dialect.is_postgres() else "1"
    spells = _SPELLS.format(
        one=one,
        low=f"({low})",
        high=f"({high})",
        working=calendar.working,
        ym=calendar.ym,
        first=first,
        next=after,
    )
    # Whoever acted has an account and has opened it, whatever the log-in page saw.
    acted = "coalesce(m.read_days | m.write_days | m.process_days | m.slight_days, 0) <> 0"
    made, opened = f"c.created_at < {end}", f"c.first_login_at < {end}"
    return _JUDGED.format(
        spells=spells,
        is_adjusted=dialect.number("(present & absent) <> 0"),
        count_days=dialect.count_bits("days"),
        has_account=dialect.number(f"{made} OR {acted}"),
        has_opened=dialect.number(f"({made} AND {opened}) OR {acted}"),
        opened=opened,
        opened_month=dialect.month_of("c.first_login_at"),
        ym=calendar.ym,
    )


def _agency_hashes() -> list[tuple[int, str]]:
    """Each agency's people as one hash, in order of agency, then person."""
    if dialect.is_postgres():
        line = f"string_agg({_LINE}, E'\\n' ORDER BY person_id)"
        return _select_pairs(
            f"SELECT agency_id, encode(sha256(convert_to({line}, 'UTF8')), 'hex')"  # noqa: S608  constants
            " FROM usage_judged GROUP BY agency_id ORDER BY agency_id"
        )
    lines: dict[int, list[str]] = {}
    for agency_pk, text in _select_pairs(
        f"SELECT agency_id, {_LINE} FROM usage_judged ORDER BY agency_id, person_id"  # noqa: S608  constants
    ):
        lines.setdefault(agency_pk, []).append(text)
    return [
        (pk, hashlib.sha256("\n".join(part).encode()).hexdigest()) for pk, part in lines.items()
    ]


def _select_pairs(sql: str) -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [(int(pk), str(text)) for pk, text in cursor.fetchall()]
