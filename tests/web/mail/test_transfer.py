"""The import and export page orders jobs; strangers and workers of a shared mailbox may not."""

from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from mailsvc.jobs.models import Job
from mailsvc.jobs.run import folder
from tests.web.mail.conftest import People, plain

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def jobs_dir(tmp_path) -> Iterator[None]:
    with override_settings(JOBS_DIR=tmp_path):
        yield


def url(people: People) -> str:
    return f"/thu/{people.alice.mailbox.pk}/nhap-xuat/"


def upload() -> SimpleUploadedFile:
    return SimpleUploadedFile("../thư cũ.eml", plain())


def test_both_are_ordered_as_jobs(alice, people, store) -> None:
    assert "Xuất một thư mục" in alice.get(url(people)).content.decode()
    sent = {"action": "export", "folder": "Archive", "kind": "zip"}
    page = alice.post(url(people), sent, follow=True).content.decode()
    assert "Xuất thư mục “Lưu trữ”" in page
    taken = {"action": "import", "file": upload(), "target": "", "new_folder": "Thư cũ"}
    page = alice.post(url(people), taken, follow=True).content.decode()
    assert "Nhập thư từ “thư cũ.eml”" in page
    job = Job.objects.first()
    assert job.arguments["folder"] == "Thư cũ"
    assert (folder(job.pk) / "upload").read_bytes() == plain()


@pytest.mark.parametrize(
    "sent",
    [
        {"action": "export", "folder": "Khong co", "kind": "zip"},
        {"action": "export", "folder": "Archive", "kind": "exe"},
        {"action": "import", "new_folder": "x"},
        {"action": "import", "new_folder": "", "file": True},
        {"action": "import", "new_folder": "../%*", "file": True},
    ],
)
def test_mistakes_stand_at_the_form(alice, people, store, sent) -> None:
    given = sent | ({"file": upload()} if sent.get("file") else {})
    assert alice.post(url(people), given).status_code == 422
    assert not Job.objects.exists()


def test_strangers_and_workers_are_refused(alice, charlie, client, people, store) -> None:
    sent = {"action": "export", "folder": "Archive", "kind": "zip"}
    assert client.post(url(people), sent).status_code == 302
    assert charlie.post(url(people), sent).status_code == 404
    assert alice.post(f"/thu/{people.shared.pk}/nhap-xuat/", sent).status_code == 403
    assert not Job.objects.exists()
