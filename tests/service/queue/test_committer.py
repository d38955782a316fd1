"""Group commit: futures after the commit only, refusals, and a kill in between."""

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from django.db import OperationalError

from mailsvc.base import clock
from mailsvc.base.errors import Unavailable
from mailsvc.queue import consistency, selectors, services, spool
from mailsvc.queue.committer import Committer
from tests.service.queue.support import CONTENT, new_message

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db_bound]
WAIT_S = 10


@pytest.fixture
def run():
    """Starts committers and closes them."""
    started = []

    def _run(**options):
        committer = Committer(**options)
        committer.start()
        started.append(committer)
        return committer

    yield _run
    for committer in started:
        committer.close()


def test_future_comes_after_rows_and_file(run):
    committer = run()
    batch = [new_message() for _ in range(20)]
    futures = [committer.submit(new) for new in batch]
    assert [f.result(WAIT_S) for f in futures] == [new.trace_id for new in batch]
    for new in batch:
        assert selectors.find_message(new.trace_id) is not None
        assert spool.read(new.trace_id) == CONTENT
    assert consistency.check() == []


def test_waiting_mails_share_one_transaction(run):
    gate, sizes = threading.Event(), []

    def store(batch):
        gate.wait(WAIT_S)
        sizes.append(len(batch))
        services.insert(batch)

    committer = run(store=store)
    first = committer.submit(new_message())
    rest = [committer.submit(new_message()) for _ in range(10)]
    gate.set()
    for future in [first, *rest]:
        future.result(WAIT_S)
    assert sum(sizes) == 11
    assert len(sizes) <= 3


def test_database_failure_refuses_all_and_removes_files(run):
    def store(batch):
        raise OperationalError("database is down: secret")

    committer = run(store=store)
    batch = [new_message() for _ in range(3)]
    for future in [committer.submit(new) for new in batch]:
        with pytest.raises(Unavailable) as caught:
            future.result(WAIT_S)
        assert "secret" not in caught.value.public_text
    assert not any(spool.has_file(new.trace_id) for new in batch)


def test_lost_answer_to_a_real_commit_counts_as_accepted(run):
    def store(batch):
        services.insert(batch)
        raise OperationalError("connection lost")

    new = new_message()
    assert run(store=store).submit(new).result(WAIT_S) == new.trace_id
    assert consistency.check() == []


def test_one_bad_mail_does_not_refuse_its_neighbours(run):
    gate = threading.Event()

    def store(batch):
        gate.wait(WAIT_S)
        services.insert(batch)

    committer = run(store=store)
    good, bad = new_message(), new_message("a@x.example", "a@x.example")
    futures = [committer.submit(new) for new in (new_message(), good, bad)]
    gate.set()
    assert futures[1].result(WAIT_S) == good.trace_id
    with pytest.raises(Unavailable):
        futures[2].result(WAIT_S)
    assert not spool.has_file(bad.trace_id)


def test_full_disk_refuses(run, settings, tmp_path):
    blocker = tmp_path / "file"
    blocker.write_text("x")
    settings.SPOOL_DIR = blocker / "spool"
    with pytest.raises(Unavailable):
        run().submit(new_message()).result(WAIT_S)


def test_full_or_closed_queue_is_busy(run):
    gate = threading.Event()
    committer = run(store=lambda batch: gate.wait(WAIT_S) and None, waiting_max=1)
    futures = [committer.submit(new_message()) for _ in range(10)]
    refused = [f for f in futures if f.done()]
    assert refused
    assert all(isinstance(f.exception(), Unavailable) for f in refused)
    gate.set()
    committer.close()
    assert isinstance(committer.submit(new_message()).exception(WAIT_S), Unavailable)


CHILD = """
import os, signal, sys
import django
django.setup()
from mailsvc.queue.committer import Committer
from tests.service.queue.support import new_message
committer = Committer(store=lambda batch: os.kill(os.getpid(), signal.SIGKILL))
batch = [new_message() for _ in range(int(sys.argv[1]))]
print(*[new.trace_id for new in batch], flush=True)
futures = [committer.submit(new) for new in batch]
committer.start()
futures[0].result(30)
print("250", flush=True)
"""


@pytest.mark.parametrize("mails", [1, 5])
def test_kill_between_file_and_commit_answers_nothing_and_leaves_orphans(mails):
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(mails)],
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ,
    )
    assert child.returncode == -signal.SIGKILL, child.stderr
    names = child.stdout.split()
    assert len(names) == mails
    for trace_id in names:
        assert spool.read(trace_id) == CONTENT
        assert selectors.find_message(trace_id) is None
    later = clock.now() + timedelta(hours=2)
    assert [f.invariant for f in consistency.check(now=later)] == ["Q2"] * mails
    assert services.sweep(now=later).orphans == mails
    assert consistency.check(now=later) == []
