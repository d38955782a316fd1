"""Heads of the journal kept apart from it: what they say after a backup was restored."""

import io
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from mailsvc.audit.heads import Head, list_heads, read_heads
from mailsvc.audit.models import AuditChain, AuditEvent
from mailsvc.audit.services import record
from mailsvc.base.errors import Invalid
from mailsvc.directory.actor import SYSTEM

ROOT = Path(__file__).resolve().parents[3]


def _act(*numbers: int, chain: str = "STTTT") -> None:
    for number in numbers:
        record(
            SYSTEM,
            chain=chain,
            action="document.register",
            object_type="document",
            object_pk=number,
            facts={"số": number, "trích yếu": "Báo cáo"},
        )


def _verify(heads: Path | None = None) -> str:
    out = io.StringIO()
    call_command("verify_chain", *([f"--heads={heads}"] if heads else []), stdout=out)
    return out.getvalue()


@pytest.mark.django_db
@pytest.mark.db_bound
def test_heads_of_an_earlier_day_are_found_again_until_the_chain_is_another(tmp_path: Path) -> None:
    _act(1, 2, 3)
    _act(1, chain="STC")
    kept = tmp_path / "heads.txt"
    kept.write_text(_verify(), "utf-8")
    assert read_heads(kept.read_text("utf-8")) == list_heads()
    assert "STTTT: row 3 is there, it is the last" in _verify(kept)
    _act(4, 5)
    assert "STTTT: row 3 is there, 2 row(s) after it" in _verify(kept)
    assert "STC: row 1 is there, it is the last" in _verify(kept)
    later = tmp_path / "later.txt"
    later.write_text(_verify(), "utf-8")
    _cut_back_to(3)  # an older backup: whole in itself, and two acts short
    assert "0 faults" in _verify(kept)
    with pytest.raises(CommandError) as failed:
        _verify(later)
    assert failed.value.returncode == 1
    _act(40, 50)  # what came later is made up again
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("verify_chain", f"--heads={later}", stdout=out)
    assert "STTTT: row 5 is another one" in out.getvalue()
    assert "# STTTT is not the chain of these heads" in out.getvalue()
    assert "STC: row 1 is there" in out.getvalue()


@pytest.mark.django_db
def test_a_broken_chain_and_a_file_that_holds_no_heads_are_told(tmp_path: Path) -> None:
    _act(1, 2, 3)
    AuditEvent.objects.filter(seq=2).update(actor="ai-do@x.vn")
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("verify_chain", stdout=out)
    assert "# STTTT breaks at row 2" in out.getvalue()
    for text in ("STTTT 3", "STTTT x abc", "STTTT -1 abc"):
        with pytest.raises(Invalid):
            read_heads(text)
    assert read_heads("# nothing\n\nSTC 0 -  # not begun\n") == [Head("STC", 0, "")]
    with pytest.raises(CommandError):
        _verify(tmp_path / "missing.txt")


@pytest.mark.django_db(transaction=True)
def test_a_restored_backup_keeps_the_head(tmp_path: Path) -> None:
    """The database's own backup, opened by the product in another place."""
    _act(1, 2, 3)
    heads = tmp_path / "heads.txt"
    heads.write_text(_verify(), "utf-8")
    with (
        closing(sqlite3.connect(connection.settings_dict["NAME"])) as source,
        closing(sqlite3.connect(tmp_path / "congvan.sqlite3")) as target,
    ):
        source.backup(target)
    _act(4)  # after the backup: gone with it
    done = subprocess.run(
        [sys.executable, "manage.py", "verify_chain", f"--heads={heads}"],
        cwd=ROOT,
        env=os.environ | {"CV_VAR": str(tmp_path)},
        text=True,
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert str(list_heads()[0]) != str(read_heads(heads.read_text("utf-8"))[0])
    assert done.stdout.splitlines() == [
        *(str(head) for head in read_heads(heads.read_text("utf-8"))),
        "# STTTT: row 3 is there, it is the last",
        "# 0 faults",
    ]


def _cut_back_to(seq: int) -> None:
    AuditEvent.objects.filter(chain_id="STTTT", seq__gt=seq).delete()
    last = AuditEvent.objects.get(chain_id="STTTT", seq=seq)
    AuditChain.objects.filter(name="STTTT").update(last_seq=seq, head_hash=last.hash)
