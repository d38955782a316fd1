"""One-off jobs: queued with their order, run once, gone on with after a crash."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings
from django_tasks_db.models import DBTaskResult

from mailsvc.base import clock
from mailsvc.base.errors import Conflict, NotFound
from mailsvc.directory.actor import SYSTEM
from mailsvc.jobs import onetime, perform, worker
from mailsvc.jobs.access import access_job
from mailsvc.jobs.models import Job
from mailsvc.jobs.perform import LONG
from mailsvc.jobs.run import folder, stopping
from mailsvc.jobs.selectors import get_file, list_jobs
from mailsvc.jobs.worker import run_waiting
from tests.factories import Member, make_agency, make_member
from tests.support import jobs_for_tests as jobs

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]


@pytest.fixture(autouse=True)
def fresh(tmp_path: Path) -> Iterator[None]:
    jobs.seen.clear()
    with override_settings(JOBS_DIR=tmp_path / "jobs"):
        yield
    stopping.clear()


@pytest.fixture
def hoa() -> Member:
    return make_member(make_agency())


def order(member: Member, work: object = jobs.count, **arguments: object) -> Job:
    given = arguments or ({"upto": 3} if work is jobs.count else {})
    return onetime.enqueue(member.actor, work, title="Đếm thư", arguments=given)


def test_runs_once_as_its_owner_and_says_how_it_ended(hoa: Member) -> None:
    job = order(hoa)
    assert job.status == Job.Status.WAITING
    run_waiting()
    run_waiting()
    job.refresh_from_db()
    assert (job.status, job.text) == (Job.Status.DONE, "Đã đếm tới 3.")
    assert jobs.seen == [(hoa.account.address, number) for number in range(3)]


def test_rolled_back_order_leaves_nothing(hoa: Member) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        order(hoa)
        raise ZeroDivisionError
    run_waiting()
    assert (Job.objects.count(), DBTaskResult.objects.count(), jobs.seen) == (0, 0, [])


def test_worker_that_stops_gives_it_back_and_the_next_goes_on(hoa: Member) -> None:
    job = order(hoa, jobs.count_with_stop, upto=5, stop_at=2)
    run_waiting()
    job.refresh_from_db()
    assert (job.status, job.done_count, job.total_count) == (Job.Status.WAITING, 3, 5)
    stopping.clear()
    run_waiting()
    job.refresh_from_db()
    assert job.status == Job.Status.DONE
    assert [number for _, number in jobs.seen] == [0, 1, 2, 3, 4]


def test_dead_workers_job_is_queued_again_after_its_lease(hoa: Member) -> None:
    job = order(hoa)
    now = clock.now()
    DBTaskResult.objects.all().delete()  # as if claimed by the one that died
    Job.objects.update(status=Job.Status.RUNNING, attempts=1, alive_at=now, done_count=2)
    onetime.revive()
    run_waiting()
    assert jobs.seen == []
    Job.objects.update(alive_at=now - timedelta(seconds=onetime.LEASE_S + 1))
    onetime.revive()
    run_waiting()
    job.refresh_from_db()
    assert (job.status, job.attempts, len(jobs.seen)) == (Job.Status.DONE, 2, 1)


def test_lease_is_kept_while_the_process_lives(hoa: Member) -> None:
    job = order(hoa)
    long_ago = clock.now() - timedelta(hours=1)
    Job.objects.update(status=Job.Status.RUNNING, alive_at=long_ago)
    worker.renew_leases()
    assert Job.objects.get().alive_at == long_ago
    perform.running_here.add(job.pk)
    try:
        worker.renew_leases()
    finally:
        perform.running_here.discard(job.pk)
    assert Job.objects.get().alive_at > long_ago


def test_waiting_job_is_cancelled_at_once(hoa: Member) -> None:
    job = order(hoa)
    onetime.cancel.__wrapped__(hoa.actor, pk=job.pk)
    run_waiting()
    job.refresh_from_db()
    assert (job.status, jobs.seen) == (Job.Status.CANCELLED, [])
    with pytest.raises(Conflict):
        onetime.cancel.__wrapped__(hoa.actor, pk=job.pk)


def test_running_job_stops_at_a_step(hoa: Member) -> None:
    job = order(hoa, jobs.cancel_itself, pk=Job.objects.count())
    Job.objects.update(arguments={"pk": job.pk})
    run_waiting()
    job.refresh_from_db()
    assert job.status == Job.Status.CANCELLED


def test_refusal_is_told_in_its_words_and_a_bug_without_them(
    hoa: Member, caplog: pytest.LogCaptureFixture
) -> None:
    refused, broken = order(hoa, jobs.refuse), order(hoa, jobs.break_down)
    run_waiting()
    refused.refresh_from_db()
    broken.refresh_from_db()
    assert (refused.status, broken.status) == (Job.Status.FAILED, Job.Status.FAILED)
    assert refused.text == "Hộp thư đã đầy: xóa bớt thư rồi làm lại."
    assert "bí mật" not in broken.text
    assert "bí mật" in caplog.text


def test_what_is_away_is_tried_again_later_five_times(hoa: Member) -> None:
    job = order(hoa, jobs.away)
    run_waiting()
    job.refresh_from_db()
    assert (job.status, job.attempts) == (Job.Status.WAITING, 1)
    for _ in range(4):
        DBTaskResult.objects.update(run_after=clock.now())
        run_waiting()
    job.refresh_from_db()
    assert (job.status, job.text) == (Job.Status.FAILED, "Kho thư chưa trả lời.")


def test_long_jobs_leave_a_thread_to_short_ones(hoa: Member) -> None:
    long_one, short_one = order(hoa, jobs.write_file, name="thư.mbox"), order(hoa)
    run_waiting(("default",))
    long_one.refresh_from_db()
    short_one.refresh_from_db()
    assert (long_one.status, short_one.status) == (Job.Status.WAITING, Job.Status.DONE)
    run_waiting(("default", LONG))
    long_one.refresh_from_db()
    assert long_one.status == Job.Status.DONE


def test_only_its_owner_sees_it_and_its_file(hoa: Member) -> None:
    lan = make_member(make_agency("SNV", "Sở Nội vụ"), name="Lò Thị Lan")
    job = order(hoa, jobs.write_file, name="thư.mbox")
    with pytest.raises(NotFound):
        get_file(hoa.actor, job.pk)
    run_waiting()
    path, name = get_file(hoa.actor, job.pk)
    assert (path.read_bytes(), name) == (b"noi dung", "thư.mbox")
    assert access_job(hoa.actor, job.pk).details == ["thư 3: không đọc được"]
    for stranger in (lan.actor, SYSTEM):
        assert list_jobs(stranger) == []
        with pytest.raises(NotFound):
            access_job(stranger, job.pk)
        with pytest.raises(NotFound):
            get_file(stranger, job.pk)


def test_upload_is_kept_with_the_job_and_forgotten_with_it(hoa: Member) -> None:
    job = onetime.enqueue(
        hoa.actor, jobs.size_of_upload, title="Nhập", arguments={}, upload=[b"ab", b"c"]
    )
    run_waiting()
    job.refresh_from_db()
    assert job.text == "3 byte"
    onetime.forget_old()
    assert (folder(job.pk) / "upload").exists()
    Job.objects.update(finished_at=clock.now() - timedelta(days=onetime.KEEP_DAYS + 1))
    _age(folder(job.pk))
    onetime.forget_old()
    assert not folder(job.pk).exists()
    assert not Job.objects.exists()


def _age(path: Path) -> None:
    import os

    then = (clock.now() - timedelta(days=onetime.KEEP_DAYS + 1)).timestamp()
    os.utime(path, (then, then))


def test_one_person_cannot_fill_the_queue(hoa: Member) -> None:
    lan = make_member(hoa.mailbox.agency, name="Lò Thị Lan")
    for _ in range(onetime.OPEN_MAX):
        order(hoa)
    with pytest.raises(Conflict):
        order(hoa)
    assert order(lan).pk


def test_closed_account_ends_its_jobs(hoa: Member) -> None:
    job = order(hoa)
    hoa.account.is_active = False
    hoa.account.save()
    run_waiting()
    job.refresh_from_db()
    assert (job.status, jobs.seen) == (Job.Status.FAILED, [])
