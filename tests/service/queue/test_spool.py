"""Files of the spool: mails that share one, and what happens when a disk refuses."""

import errno
import os
from datetime import timedelta

import pytest

from mailsvc.base import clock
from mailsvc.base.errors import Unavailable
from mailsvc.queue import consistency, services, spool
from tests.service.queue.support import new_message

NAMES = ["0KDJA0000000000000001", "0KDJA0000000000000002", "0KDJA0000000000000003"]
MAILS = [(name, f"Số {number}\r\n".encode()) for number, name in enumerate(NAMES)]
LARGE = ("0KDJA0000000000000009", b"x" * 300_000)


def inode(name):
    return spool.path_of(name).stat().st_ino


def test_small_mails_share_a_file_and_a_large_one_is_alone():
    assert spool.write_files([*MAILS, LARGE]) == {}
    for name, content in (*MAILS, LARGE):
        assert spool.read(name) == content
        with spool.open_content(name) as file:
            assert (file.read(3), file.read()) == (content[:3], content[3:])
    assert len({inode(name) for name in NAMES}) == 1
    assert inode(LARGE[0]) != inode(NAMES[0])
    assert {name for name, _ in spool.list_files()} == {*NAMES, LARGE[0]}


@pytest.mark.parametrize("first", range(3))
def test_each_mail_goes_alone_and_the_last_one_frees_the_file(first):
    spool.write_files(MAILS)
    order = [*NAMES[first:], *NAMES[:first]]
    for position, name in enumerate(order):
        spool.delete(name)
        spool.delete(name)  # a second time is fine
        assert [one for one in order if spool.has_file(one)] == order[position + 1 :]
        for other in order[position + 1 :]:
            assert spool.read(other) == dict(MAILS)[other]
    assert list(spool.list_files()) == []


@pytest.mark.parametrize("taken", NAMES)
def test_a_trace_id_twice_refuses_that_mail_alone(taken):
    spool.write(taken, b"cua nguoi khac\r\n")
    refused = spool.write_files(MAILS)
    assert list(refused) == [taken]
    assert isinstance(refused[taken], FileExistsError)
    assert spool.read(taken) == b"cua nguoi khac\r\n"
    for name, content in MAILS:
        assert name == taken or spool.read(name) == content
    with pytest.raises(FileExistsError):
        spool.write(taken, b"lan hai")


def test_a_file_system_without_hard_links(monkeypatch):
    def no_link(source, target):
        raise PermissionError(errno.EPERM, "not supported")

    monkeypatch.setattr(os, "link", no_link)
    assert spool.write_files(MAILS) == {}
    assert [spool.read(name) for name in NAMES] == [content for _, content in MAILS]
    assert len({inode(name) for name in NAMES}) == 3


def test_a_full_disk_refuses_all_that_share_the_file_and_leaves_nothing(monkeypatch):
    def full(handle):
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(os, "fsync", full)
    assert set(spool.write_files([*MAILS, LARGE])) == {*NAMES, LARGE[0]}
    assert list(spool.list_files()) == []


def test_a_file_as_it_lay_before_there_was_an_index():
    content = b"From: a@x.example\r\n\r\nCu\r\n"
    spool.write(NAMES[0], b"")
    spool.path_of(NAMES[0]).write_bytes(content)
    assert spool.read(NAMES[0]) == content


@pytest.mark.parametrize("left", [15, 60, 80])
def test_a_file_that_is_cut_short_is_unreadable_not_wrong(left):
    spool.write_files(MAILS)
    os.truncate(spool.path_of(NAMES[0]), left)
    with pytest.raises(Unavailable):
        spool.read(NAMES[1])


@pytest.mark.django_db
def test_an_orphan_beside_a_mail_with_rows_is_swept_alone():
    kept, orphan = new_message(), new_message()
    spool.write_files([(kept.trace_id, kept.content), (orphan.trace_id, orphan.content)])
    services.insert([kept])
    later = clock.now() + timedelta(hours=2)
    assert [f.invariant for f in consistency.check(now=later)] == ["Q2"]
    assert services.sweep(now=later).orphans == 1
    assert spool.read(kept.trace_id) == kept.content
    assert consistency.check(now=later) == []
