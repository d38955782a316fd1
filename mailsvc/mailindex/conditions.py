"""A query as SQL over one index."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time

from mailsvc.base import clock
from mailsvc.mailindex.engine import Engine
from mailsvc.mailindex.rows import FLAGGED, SEEN
from mailsvc.mailindex.words import folded
from mailsvc.mailstore.query import Query, Term

_NEVER = "1 = 0"


Within = Mapping[str, Collection[int]]


def where(
    engine: Engine, query: Query, folders: Mapping[int, str], within: Within | None = None
) -> tuple[str, list[object]]:
    """The condition on `mailindex_message m`, and its parameters. `folders`: names by pk; `within`:
    by folder name the only uids that count, for conditions the index does not hold.
    """
    folder_pks = list(folders)
    marks = ", ".join(["%s"] * len(folder_pks))
    parts = [f"m.folder IN ({marks})"] if folder_pks else [_NEVER]
    params: list[object] = [*folder_pks]
    if within is not None:
        parts.append(_only(folders, within))
    for term in query.terms:
        part, more = _term(engine, term)
        parts.append(part)
        params += more
    for part, value in _plain(query):
        parts.append(part)
        params += [value] if "%s" in part else []
    return " AND ".join(["m.mailbox = %s", *parts]), [engine.mailbox_pk, *params]


def _only(folders: Mapping[int, str], within: Within) -> str:
    """Numbers only, written out: there may be more than a statement takes parameters."""
    some = {pk: sorted(within.get(name, ())) for pk, name in folders.items()}
    listed = [
        f"(m.folder = {pk:d} AND m.uid IN ({', '.join(f'{uid:d}' for uid in uids)}))"
        for pk, uids in some.items()
        if uids
    ]
    return f"({' OR '.join(listed)})" if listed else _NEVER


def _term(engine: Engine, term: Term) -> tuple[str, list[object]]:
    """Marks alone (`:::`) fold to nothing, and nothing holds them."""
    if not folded(term.text):
        return ("1 = 1" if term.is_negated else _NEVER), []
    found, params = engine.match(term)
    return f"m.id {'NOT ' if term.is_negated else ''}IN ({found})", params


def _plain(query: Query) -> list[tuple[str, object]]:
    def flag(bit: int, wish: bool | None) -> list[tuple[str, object]]:
        return [] if wish is None else [(f"(m.flags & {bit}) {'<>' if wish else '='} 0", None)]

    found = [*flag(SEEN, query.is_seen), *flag(FLAGGED, query.is_flagged)]
    if query.has_file is not None:
        found.append(("m.has_file = %s", int(query.has_file)))
    if query.before is not None:
        found.append(("m.received_at < %s", _start(query.before)))
    if query.after is not None:
        found.append(("m.received_at >= %s", _start(query.after)))
    if query.larger_bytes is not None:
        found.append(("m.size_bytes > %s", query.larger_bytes))
    if query.smaller_bytes is not None:
        found.append(("m.size_bytes < %s", query.smaller_bytes))
    return found


def _start(day: date) -> int:
    """Midnight here, as seconds since 1970."""
    return int(datetime.combine(day, time.min, clock.VIETNAM).timestamp())
