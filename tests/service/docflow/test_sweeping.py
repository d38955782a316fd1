"""Files that no row names go after a month; whatever is named, new or wanted again stays."""

import os
import time
from pathlib import Path

import pytest

from docflow import sweeping
from docflow.documents.files import StoredFile, path_of
from docflow.intake.models import ArrivalFile
from docflow.routing import draft_services
from docflow.routing.typing_services import drop_typed, keep_typed
from tests.service.docflow.fixtures import Offices
from tests.service.docflow.offices import (
    NOW,
    bring_outgoing_to,
    draft_content,
    make_file,
    make_incoming,
)

TOKEN = "c" * 32


def _aged(name: str, days: int = 31) -> StoredFile:
    """A file of its own bytes that was stored so many days ago."""
    file = make_file(b"%PDF-1.4 " + name.encode(), name=name)
    _age(file, days)
    return file


def _age(file: StoredFile, days: int = 31) -> None:
    then = time.time() - days * 86_400
    os.utime(path_of(file.sha256), (then, then))


def _is_there(file: StoredFile) -> bool:
    return path_of(file.sha256).exists()


def test_an_annex_dropped_before_it_was_saved_goes_and_a_kept_one_stays(offices: Offices) -> None:
    officer = offices[0].officer
    dropped, kept = _aged("phụ lục bỏ"), _aged("phụ lục giữ")
    keep_typed(officer, token=TOKEN, fields={"subject": ["x"]}, files=[dropped, kept])
    assert sweeping.sweep_files() == 0
    keep_typed(officer, token=TOKEN, files=[kept])
    assert sweeping.sweep_files() == 1
    assert (_is_there(dropped), _is_there(kept)) == (False, True)
    drop_typed(officer, token=TOKEN)
    assert sweeping.sweep_files() == 1
    assert not _is_there(kept)


def test_what_a_row_ever_named_stays(offices: Offices) -> None:
    office, finance = offices
    scan, annex = _aged("bản quét"), _aged("phụ lục")
    make_incoming(office, files=(scan,))
    draft = draft_services.create_draft(office.officer, draft_content(files=(annex,)), now=NOW)
    taken_out = draft_content(keep_file_pks=())
    draft_services.save_draft(office.officer, taken_out, document_pk=draft.pk, now=NOW)
    bring_outgoing_to(office, "issued", finance.agency)
    came = ArrivalFile.objects.get()
    sent = StoredFile(came.role, came.name, came.mime, came.size_bytes, came.sha256)
    _age(sent)
    assert sweeping.sweep_files() == 0
    assert all(map(_is_there, (scan, annex, sent)))


@pytest.mark.parametrize(("days", "gone"), [(0, 0), (29, 0), (31, 1)])
def test_only_what_is_old_goes(offices: Offices, days: int, gone: int) -> None:
    _aged("tải lên rồi bỏ", days)
    assert sweeping.sweep_files() == gone


def test_the_same_bytes_stored_again_are_wanted_again(offices: Offices) -> None:
    old = _aged("gửi lại")
    assert make_file(b"%PDF-1.4 " + "gửi lại".encode()).sha256 == old.sha256
    assert sweeping.sweep_files() == 0
    assert _is_there(old)


def test_a_run_broken_off_loses_nothing_and_halves_of_writes_go(
    offices: Offices, files_dir: Path
) -> None:
    """A file put by and not deleted is named by a row: it comes back under its name."""
    office, _finance = offices
    named = _aged("bản quét")
    make_incoming(office, files=(named,))
    path = path_of(named.sha256)
    path.rename(path.with_name(f".old-{path.name}"))
    half = path.with_name(".new-abc")
    half.write_bytes(b"nua chung")
    os.utime(half, (0, 0))
    strange = files_dir / "README"
    strange.write_text("không phải của kho tệp")
    os.utime(strange, (0, 0))
    assert sweeping.sweep_files() == 0
    assert (path.exists(), half.exists(), strange.exists()) == (True, False, True)
