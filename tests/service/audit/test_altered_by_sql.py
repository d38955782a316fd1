"""Someone with the database's password alters the journal: the check names the row (A1)."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from mailsvc.audit.models import AuditEvent
from mailsvc.audit.services import hash_of, record, verify_chain
from mailsvc.directory.actor import SYSTEM

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]

TABLE = AuditEvent._meta.db_table
ALTERED = {
    "actor": "UPDATE {t} SET actor = 'ai-do@x.vn' WHERE seq = 3",
    "time": "UPDATE {t} SET at = '2009-11-16 02:00:00+00:00' WHERE seq = 3",
    "act": "UPDATE {t} SET action = 'document.void' WHERE seq = 3",
    "object": "UPDATE {t} SET object_pk = '99' WHERE seq = 3",
    "for whom": "UPDATE {t} SET on_behalf_of = 'lanhdao@x.vn' WHERE seq = 3",
    "facts": "UPDATE {t} SET facts = '{{\"số\": 9}}' WHERE seq = 3",
    "hash": "UPDATE {t} SET hash = previous_hash WHERE seq = 3",
    "link": "UPDATE {t} SET previous_hash = hash WHERE seq = 3",
    "deleted": "DELETE FROM {t} WHERE seq = 3",
    "moved away": "UPDATE {t} SET seq = 30 WHERE seq = 3",
}


@pytest.fixture(autouse=True)
def _rows() -> None:
    for number in range(1, 6):
        record(
            SYSTEM,
            chain="STTTT",
            action="document.register",
            object_type="document",
            object_pk=number,
            facts={"số": number, "trích yếu": "Báo cáo"},
        )


def _run(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.format(t=TABLE), values or None)


@pytest.mark.parametrize("sql", ALTERED.values(), ids=ALTERED)
def test_what_sql_altered_is_named(sql: str) -> None:
    assert verify_chain("STTTT").is_ok
    _run(sql)
    assert verify_chain("STTTT").broken_seq == 3


def test_the_command_names_the_row_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    _run("UPDATE {t} SET actor = 'ai-do@x.vn' WHERE seq = 3")
    with pytest.raises((SystemExit, CommandError)):
        call_command("check_consistency")
    assert "chain STTTT breaks at row 3" in "".join(capsys.readouterr())


def test_last_row_deleted_is_named() -> None:
    _run("DELETE FROM {t} WHERE seq = 5")
    assert verify_chain("STTTT").broken_seq == 5


def _copy(seq: int, of: int) -> AuditEvent:
    """A row put in by SQL with a hash that fits its own words and the row before it."""
    event = AuditEvent.objects.get(seq=of)
    event.pk, event.seq = None, seq
    before = AuditEvent.objects.filter(seq=seq - 1).first()
    event.previous_hash = before.hash if before else ""
    event.hash = hash_of(event)
    names = [f.column for f in AuditEvent._meta.concrete_fields if not f.primary_key]
    marks = ", ".join(["%s"] * len(names))
    values = [
        f.get_db_prep_save(getattr(event, f.attname), connection)
        for f in AuditEvent._meta.concrete_fields
        if not f.primary_key
    ]
    _run(f"INSERT INTO {{t}} ({', '.join(names)}) VALUES ({marks})", *values)
    return event


@pytest.mark.parametrize("seq", [0, 6])
def test_row_put_in_is_named(seq: int) -> None:
    _copy(seq, of=2)
    assert verify_chain("STTTT").broken_seq == seq


def test_row_put_in_between_is_named() -> None:
    _run("UPDATE {t} SET seq = 7 WHERE seq = 5")
    _run("UPDATE {t} SET seq = 5 WHERE seq = 4")
    _copy(4, of=2)
    assert verify_chain("STTTT").broken_seq == 5  # the first whose link no longer fits


def test_last_row_made_anew_does_not_fit_the_head() -> None:
    event = AuditEvent.objects.get(seq=5)
    event.actor = "ai-do@x.vn"
    _run("UPDATE {t} SET actor = %s, hash = %s WHERE seq = 5", event.actor, hash_of(event))
    assert verify_chain("STTTT").broken_seq == 5


def test_a_forged_head_alone_is_seen() -> None:
    _run("UPDATE audit_auditchain SET head_hash = %s", "0" * 64)
    assert not verify_chain("STTTT").is_ok
