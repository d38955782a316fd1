"""From the judged people of a month to rows per agency, cohort and habit. Set-based SQL.

Every function works on `usage_judged`, inside the transaction that made it (`judging`).
"""

from django.db import connection

from mailsvc.usage.counts import Source
from mailsvc.usage.judging import Calendar, conditions
from mailsvc.usage.models import Definition
from mailsvc.usage.reference import terms_of

# Each person's verdict is worked out once (MATERIALIZED), then counted.
_COUNTED = """
INSERT INTO usage_agencymonth (definition_id, ym, agency_id,
  eligible, accounts, opened, reached, outgoing, regular, delegated, short_service,
  on_payroll, processed, adjusted, excluded, fresh, kept, returned, lapsed,
  active_days, process_days, source, cut_off_days)
WITH verdict AS MATERIALIZED (
  SELECT j.person_id, agency_id, has_account, has_opened, acted, d, p, is_adjusted,
    {is_eligible} AS fits, {is_excluded} AS plays, {outgoing} AS sent, {is_regular} AS works
  FROM usage_judged j WHERE {scope}
)
SELECT %(code)s, {ym}, counted.agency_id,
  {eligible}, accounts, opened, reached, outgoing, regular, delegated, short_service,
  on_payroll, processed, adjusted, excluded, fresh, kept, returned, lapsed,
  active_days, process_days,
  CASE WHEN f.has_payroll THEN '{payroll}' WHEN f.declared IS NOT NULL THEN '{declared}'
    ELSE '{by_accounts}' END,
  coalesce(f.cut_off_days, 0)
FROM (
  SELECT agency_id,
    count(*) FILTER (WHERE fits) AS on_payroll,
    count(*) FILTER (WHERE fits AND has_account = 1) AS accounts,
    count(*) FILTER (WHERE fits AND has_opened = 1) AS opened,
    count(*) FILTER (WHERE fits AND acted <> 0) AS reached,
    count(*) FILTER (WHERE fits AND sent <> 0) AS outgoing,
    count(*) FILTER (WHERE fits AND works) AS regular,
    count(*) FILTER (WHERE fits AND d <> 0) AS delegated,
    count(*) FILTER (WHERE NOT fits) AS short_service,
    count(*) FILTER (WHERE fits AND p <> 0) AS processed,
    count(*) FILTER (WHERE is_adjusted = 1) AS adjusted,
    count(*) FILTER (WHERE fits AND plays) AS excluded,
    {history},
    coalesce(bit_or(acted), 0) AS active_days, coalesce(bit_or(p), 0) AS process_days
  FROM verdict j {joins}
  GROUP BY agency_id
) counted
LEFT JOIN usage_agencyfacts f ON f.agency_id = counted.agency_id AND f.ym = {ym}
"""

# `now`: regular this month; `last`: the month before; `ever`: in any month before that.
_HISTORY = """
    count(*) FILTER (WHERE now.person_id IS NOT NULL AND last.person_id IS NULL AND NOT {ever})
      AS fresh,
    count(*) FILTER (WHERE now.person_id IS NOT NULL AND last.person_id IS NOT NULL) AS kept,
    count(*) FILTER (WHERE now.person_id IS NOT NULL AND last.person_id IS NULL AND {ever})
      AS returned,
    count(*) FILTER (WHERE now.person_id IS NULL AND last.person_id IS NOT NULL) AS lapsed
"""
_EVER = "EXISTS (SELECT 1 FROM usage_habit e WHERE e.person_id = j.person_id AND e.ym < {previous})"
_JOINS = """
LEFT JOIN usage_habit now ON now.person_id = j.person_id AND now.ym = {ym}
LEFT JOIN usage_habit last ON last.person_id = j.person_id AND last.ym = {previous}
"""
_NO_HISTORY = "0 AS fresh, 0 AS kept, 0 AS returned, 0 AS lapsed"

_HABITS = """
INSERT INTO usage_habit (ym, person_id)
SELECT {ym}, person_id FROM usage_judged j WHERE {scope} AND {is_eligible} AND {is_regular}
"""

_COHORTS = """
INSERT INTO usage_cohortmonth (definition_id, ym, opened_ym, people, regular)
SELECT %(code)s, {ym}, opened_ym, count(*), count(*) FILTER (WHERE {is_regular})
FROM usage_judged j WHERE {scope} AND {is_eligible} AND opened_ym IS NOT NULL GROUP BY opened_ym
"""


def count_agencies(definition: Definition, calendar: Calendar, *, with_history: bool) -> int:
    """Write the agencies' rows of one definition; how many."""
    previous = _previous(calendar.ym)
    history, joins = _NO_HISTORY, ""
    if with_history:
        history = _HISTORY.format(ever=_EVER.format(previous=previous))
        joins = _JOINS.format(ym=calendar.ym, previous=previous)
    # More may have been declared than the payroll names; the others are nobody's accounts.
    more = "f.declared IS NOT NULL AND f.declared > on_payroll" if definition.is_headline else "1=0"
    return _run(
        _COUNTED,
        definition,
        calendar,
        history=history,
        joins=joins,
        eligible=f"CASE WHEN {more} THEN f.declared ELSE on_payroll END",
        payroll=Source.PAYROLL,
        declared=Source.DECLARED,
        by_accounts=Source.ACCOUNTS,
    )


def note_habits(definition: Definition, calendar: Calendar) -> int:
    """Write who is regular; how many."""
    return _run(_HABITS, definition, calendar)


def count_cohorts(definition: Definition, calendar: Calendar) -> int:
    """Write the cohorts' rows; how many."""
    return _run(_COHORTS, definition, calendar)


def count_scope(definition: Definition) -> int:
    """How many people the definition judges, eligible or not."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM usage_judged j WHERE {_scope(definition)}",  # noqa: S608  our own rows
            _parameters(definition),
        )
        return int(cursor.fetchone()[0])


def _run(template: str, definition: Definition, calendar: Calendar, **words: str) -> int:
    sql = template.format(
        ym=calendar.ym,
        scope=_scope(definition),
        **conditions(terms_of(definition), calendar.weeks),
        **words,
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, _parameters(definition))
        return int(cursor.rowcount)


def _scope(definition: Definition) -> str:
    tiers = [f"%(tier{index})s" for index in range(len(definition.tiers.split()))]
    among = f" AND j.tier_id IN ({', '.join(tiers)})" if tiers else ""
    return f"j.staff_class = %(staff_class)s{among}"


def _parameters(definition: Definition) -> dict[str, str]:
    tiers = {f"tier{index}": code for index, code in enumerate(definition.tiers.split())}
    return {"code": definition.code, "staff_class": definition.staff_class, **tiers}


def _previous(ym: int) -> int:
    return ym - 1 if ym % 100 > 1 else ym - 89
