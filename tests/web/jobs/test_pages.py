"""Pages of background jobs: progress, stop, file; one's own only."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client, override_settings

from mailsvc.directory.actor import Actor
from mailsvc.jobs import onetime
from mailsvc.jobs.models import Job
from mailsvc.jobs.worker import run_waiting
from tests.factories import Member, make_agency, make_member
from tests.support import jobs_for_tests as jobs

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def jobs_dir(tmp_path: Path) -> Iterator[None]:
    with override_settings(JOBS_DIR=tmp_path / "jobs"):
        yield


@pytest.fixture
def hoa() -> Member:
    return make_member(make_agency())


@pytest.fixture
def job(hoa: Member) -> Job:
    return onetime.enqueue(
        hoa.actor,
        jobs.write_file,
        title="Xuất thư mục Công văn",
        arguments={"name": "Công văn.mbox"},
        back_url="/thu/",
    )


def test_progress_and_result(hoa: Member, job: Job, sign_in: Callable[[Actor], Client]) -> None:
    browser = sign_in(hoa.actor)
    waiting = browser.get(f"/viec-nen/{job.pk}/").content.decode()
    assert "đang chờ" in waiting
    assert "hx-trigger" in waiting
    Job.objects.update(status=Job.Status.RUNNING, done_count=12, total_count=3412)
    moving = browser.get(f"/viec-nen/{job.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "Đã làm 12 trên 3.412." in moving
    assert "<html" not in moving
    Job.objects.update(status=Job.Status.WAITING)
    run_waiting()
    done = browser.get(f"/viec-nen/{job.pk}/").content.decode()
    assert "Tải về Công văn.mbox" in done
    assert "thư 3: không đọc được" in done
    assert "hx-trigger" not in done
    assert 'href="/thu/"' in done
    assert "Xuất thư mục Công văn" in browser.get("/viec-nen/").content.decode()


def test_file_comes_as_a_download(
    hoa: Member, job: Job, sign_in: Callable[[Actor], Client]
) -> None:
    browser = sign_in(hoa.actor)
    assert browser.get(f"/viec-nen/{job.pk}/tep/").status_code == 404
    run_waiting()
    file = browser.get(f"/viec-nen/{job.pk}/tep/")
    assert b"".join(file.streaming_content) == b"noi dung"
    assert file["Content-Disposition"].startswith("attachment")
    assert file["Content-Type"] == "application/octet-stream"


def test_stop(hoa: Member, job: Job, sign_in: Callable[[Actor], Client]) -> None:
    browser = sign_in(hoa.actor)
    assert browser.get(f"/viec-nen/{job.pk}/dung/").status_code == 405
    Job.objects.update(status=Job.Status.RUNNING)
    page = browser.post(f"/viec-nen/{job.pk}/dung/", follow=True).content.decode()
    assert "sẽ dừng sau phần đang làm" in page
    Job.objects.update(status=Job.Status.DONE)
    assert browser.post(f"/viec-nen/{job.pk}/dung/").status_code == 409


@pytest.mark.parametrize("page", ["", "tep/", "dung/"])
def test_strangers_are_refused(
    hoa: Member, job: Job, client: Client, sign_in: Callable[[Actor], Client], page: str
) -> None:
    run_waiting()
    url = f"/viec-nen/{job.pk}/{page}"
    lan = sign_in(make_member(hoa.mailbox.agency, name="Lò Thị Lan").actor)
    assert client.post(url).status_code == 302
    assert (lan.post(url) if page == "dung/" else lan.get(url)).status_code == 404
    assert job.title not in lan.get("/viec-nen/").content.decode()
