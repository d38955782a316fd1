"""Putting a file behind a link: what is taken, what is refused and leaves nothing."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from mailsvc.audit.models import AuditEvent
from mailsvc.base import clock
from mailsvc.base.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Refused,
    StoreUnavailable,
    TooLarge,
    Unavailable,
)
from mailsvc.filelinks import services
from mailsvc.filelinks.clearing import clear
from mailsvc.filelinks.files import path_of
from mailsvc.filelinks.models import FileLink
from mailsvc.metrics.declare import registry
from tests.support.clamd import MARK, running_clamd

MEGABYTE = 1024 * 1024


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_is_kept_whole_and_in_the_journal(keep, office, folder: Path) -> None:
    link = keep(content=b"abc")
    assert path_of(link.stored_as).read_bytes() == b"abc"
    assert path_of(link.stored_as).stat().st_mode & 0o777 == 0o600
    assert link.expires_at - clock.now() > timedelta(days=6, hours=23)
    event = AuditEvent.objects.get(action="keep_file")
    assert event.actor == office.hoa.account.address
    assert link.key not in str(event.facts)


@pytest.mark.parametrize(
    ("name", "kept_as"),
    [
        ("../../etc/passwd.zip", "passwd.zip"),
        ("C:\\Users\\hoa\\báo cáo.zip", "báo cáo.zip"),
        ("a\r\nSet-Cookie: x\0.zip", None),
        ("<script>alert(1)</script>.zip", None),
        ("x" * 400 + ".zip", None),
    ],
)
def test_a_hostile_name_is_only_a_name(keep, folder: Path, name: str, kept_as: str | None) -> None:
    link = keep(name=name)
    assert not set(link.name) & set('\r\n\0/\\<>"')
    assert link.name.endswith(".zip") and len(link.name) <= 255
    assert kept_as in {None, link.name}
    assert _files(folder) == [path_of(link.stored_as)]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"name": "ảnh.exe"}, Forbidden),
        ({"name": "anh\u202egpj.exe"}, Forbidden),
        ({"name": "TỐI MẬT: phương án.zip"}, Forbidden),
        ({"name": "/"}, Invalid),
        ({"content": b""}, Invalid),
        ({"content": b"x" * (MEGABYTE + 1)}, TooLarge),
        ({"days": 0}, Invalid),
        ({"days": 31}, Invalid),
    ],
)
def test_what_is_refused_leaves_nothing(
    keep, folder: Path, settings, given, error: type[Refused]
) -> None:
    settings.FILE_LINK_MAX_BYTES = MEGABYTE
    with pytest.raises(error):
        keep(**given)
    assert not FileLink.objects.exists() and _files(folder) == []


def test_who_may_not_send_from_a_mailbox_keeps_nothing_there(office, folder: Path) -> None:
    for actor, box, error in (
        (office.do.actor, office.hoa.mailbox, NotFound),
        (office.binh.actor, office.shared, Forbidden),
    ):
        with pytest.raises(error):
            services.keep_file(
                actor, mailbox_pk=box.pk, name="a.zip", size_bytes=1, chunks=[b"x"], days=1
            )
    assert _files(folder) == []


def test_a_browser_that_lies_about_the_size_is_stopped(office, folder: Path, settings) -> None:
    settings.FILE_LINK_MAX_BYTES = MEGABYTE
    box = office.hoa.mailbox.pk
    endless = (b"x" * 65536 for _ in range(1000))
    with pytest.raises(TooLarge):
        services.keep_file(
            office.hoa.actor, mailbox_pk=box, name="a.zip", size_bytes=1, chunks=endless, days=1
        )
    assert next(endless) and _files(folder) == []


def test_the_files_of_a_mailbox_are_counted_until_their_bytes_are_gone(
    keep, office, settings, django_capture_on_commit_callbacks
) -> None:
    settings.FILE_LINK_QUOTA_BYTES = 10
    link = keep(content=b"x" * 6)
    with pytest.raises(TooLarge):
        keep(content=b"x" * 5)
    own = {"mailbox_pk": office.hoa.mailbox.pk, "pk": link.pk}
    with pytest.raises(Conflict):
        services.remove(office.hoa.actor, **own)  # open: not by one press
    services.close(office.hoa.actor, **own)
    with pytest.raises(TooLarge):
        keep(content=b"x" * 5)
    with django_capture_on_commit_callbacks(execute=True):
        services.remove(office.hoa.actor, **own)
    assert not path_of(link.stored_as).exists()
    keep(content=b"x" * 5)


def test_a_full_disk_is_said_and_nothing_kept(keep, folder: Path, settings) -> None:
    settings.ALERT_DISK_PERCENT = 100
    with pytest.raises(Unavailable):
        keep()
    settings.ALERT_DISK_PERCENT = 0
    settings.FILE_LINKS_DIR = folder / "file" / "links"
    (folder / "file").write_bytes(b"no folder")
    with pytest.raises(StoreUnavailable):
        keep()
    assert not FileLink.objects.exists()


def test_no_links_where_the_operator_wants_none(keep, settings) -> None:
    settings.FILE_LINK_MAX_BYTES = 0
    with pytest.raises(Forbidden):
        keep()


def test_a_virus_is_refused_and_what_is_clean_is_kept(keep, folder: Path, settings, tmp_path):
    files = tmp_path / "files"
    settings.FILE_LINKS_DIR = files
    with running_clamd(tmp_path / "c") as settings.CLAMD_ADDRESS:
        with pytest.raises(Forbidden) as caught:
            keep(content=b"PK " + MARK)
        assert caught.value.code == "virus_found"
        assert _files(files) == []
        keep(content=b"PK clean")
        assert len(_files(files)) == 1
    assert AuditEvent.objects.filter(action="refuse_file").count() == 1


def _said(treatment: str) -> float:
    labels = {"program": "clamd", "treatment": treatment}
    return registry.get_sample_value("congvan_mail_screened_total", labels) or 0


def test_while_the_scanner_is_away_nothing_is_kept_and_that_is_counted(
    keep, settings, tmp_path
) -> None:
    settings.FILE_LINKS_DIR = tmp_path / "files"
    settings.CLAMD_ADDRESS = str(tmp_path / "nobody")
    before = _said("unscreened")
    with pytest.raises(Unavailable) as caught:
        keep()
    assert caught.value.code == "not_screened"
    assert _files(tmp_path / "files") == [] and _said("unscreened") == before + 1


def test_a_week_after_its_end_a_file_goes_not_before(keep, office) -> None:
    over, closed, open_ = keep(), keep(), keep()
    now = clock.now()
    eight = now - timedelta(days=8)
    FileLink.objects.filter(pk=over.pk).update(expires_at=now - timedelta(days=6))
    FileLink.objects.filter(pk=closed.pk).update(closed_at=now - timedelta(days=6))
    clear()
    assert all(path_of(one.stored_as).exists() for one in (over, closed, open_))
    FileLink.objects.filter(pk=over.pk).update(expires_at=eight)
    FileLink.objects.filter(pk=closed.pk).update(closed_at=eight)
    clear()
    assert [path_of(one.stored_as).exists() for one in (over, closed, open_)] == [
        False,
        False,
        True,
    ]
    with pytest.raises(Conflict):
        services.reopen(office.hoa.actor, mailbox_pk=over.mailbox_id, pk=over.pk, days=1)


def test_files_without_a_row_go_after_a_day_and_rows_when_forgotten(keep, folder: Path) -> None:
    link = keep()
    stray = folder / "ab" / ("ab" * 16)
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"x")
    clear()
    assert stray.exists()
    os.utime(stray, (0, 0))
    os.utime(path_of(link.stored_as), (0, 0))
    clear()
    assert not stray.exists() and path_of(link.stored_as).exists()
    path_of(link.stored_as).unlink()
    FileLink.objects.update(removed_at=clock.now() - timedelta(days=400))
    clear()
    assert not FileLink.objects.exists()
