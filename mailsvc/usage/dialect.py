"""The few words in which SQLite and PostgreSQL differ, for the roll-up's SQL.

`bit_count` and `bit_or` are PostgreSQL's own; SQLite gets them from `config.sqlite`.
"""

from django.db import connection


def is_postgres() -> bool:
    """True on PostgreSQL."""
    return connection.vendor == "postgresql"


def day_of(column: str) -> str:
    """The day of the month of a date."""
    if is_postgres():
        return f"extract(day from {column})::int"
    return f"cast(strftime('%%d', {column}) as integer)"


def month_of(column: str) -> str:
    """The Vietnamese month of an instant, as 200911; Vietnam keeps UTC+7 all the year."""
    if is_postgres():
        return f"to_char({column} at time zone 'Asia/Ho_Chi_Minh', 'YYYYMM')::int"
    return f"cast(strftime('%%Y%%m', {column}, '+7 hours') as integer)"


def count_bits(expression: str) -> str:
    """How many days a mask has."""
    return f"bit_count(({expression})::bit(31))" if is_postgres() else f"bit_count({expression})"


def number(flag: str) -> str:
    """A condition as 1 or 0."""
    return f"(case when {flag} then 1 else 0 end)"


def prepare_session() -> None:
    """Room for the sorts of a fill, for this transaction only."""
    if is_postgres():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '256MB'")
