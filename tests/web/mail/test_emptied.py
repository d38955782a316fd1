"""Emptying Trash and Junk: asked first, done by a job, nothing else and nothing later touched."""

import pytest
from django.urls import reverse

from mailsvc.audit.models import AuditEvent
from mailsvc.base.errors import Invalid, NotFound
from mailsvc.jobs.models import Job
from mailsvc.jobs.run import Run
from tests.web.mail.conftest import plain
from webui.mail.emptying import empty_folder


def url(mailbox):
    return reverse("mail:empty", args=[mailbox.pk])


@pytest.fixture
def last(people, store):
    return [store.put(people.alice.mailbox, plain(f"Thư {n}"), "Trash") for n in range(450)][-1]


def perform(job: Job, member):
    Job.objects.filter(pk=job.pk).update(status=Job.Status.RUNNING)
    return empty_folder.function(Run(Job.objects.get(pk=job.pk), member.actor), **job.arguments)


def test_the_page_names_the_number_and_deletes_nothing(alice, people, store, last):
    page = alice.get(url(people.alice.mailbox) + "?folder=Trash").content.decode()
    assert "450 thư sẽ bị xóa hẳn và không lấy lại được." in page
    alice.post(url(people.alice.mailbox), {"folder": "Trash"})  # without the number it was told
    assert len(store.mails(people.alice.mailbox, "Trash")) == 450 and not Job.objects.exists()


def test_the_job_deletes_what_was_named_and_no_later_mail(alice, people, store, last):
    box = people.alice.mailbox
    answer = alice.post(url(box), {"folder": "Trash", "last": str(last)})
    job = Job.objects.get()
    assert answer.headers["Location"] == reverse("jobs:job", args=[job.pk])
    late = store.put(box, plain("Vừa xóa"), "Trash")
    kept = store.put(box, plain("Trong hộp"))
    assert perform(job, people.alice).text == "Đã xóa hẳn 450 thư."
    assert [mail.uid for mail in store.mails(box, "Trash")] == [late]
    assert [mail.uid for mail in store.mails(box, "INBOX")] == [kept]
    assert perform(job, people.alice).text == "Đã xóa hẳn 450 thư."  # again, after a crash


def test_an_empty_folder_and_other_folders(alice, people, store):
    box = people.alice.mailbox
    answer = alice.get(url(box) + "?folder=Junk")
    assert answer.headers["Location"] == f"/thu/{box.pk}/?folder=Junk"
    store.put(box, plain())
    assert alice.get(url(box) + "?folder=INBOX").status_code == 422
    assert alice.post(url(box), {"folder": "INBOX", "last": "1"}).status_code == 422
    with pytest.raises(Invalid):
        job = Job(arguments={}, attempts=0)
        asked = {"mailbox_pk": box.pk, "folder": "INBOX", "last": 9, "total": 1}
        empty_folder.function(Run(job, people.alice.actor), **asked)
    assert len(store.mails(box, "INBOX")) == 1


def test_in_a_shared_mailbox_it_is_written_down_and_a_lost_right_ends_it(bob, people, store):
    uid = store.put(people.shared, plain(), "Junk")
    bob.post(url(people.shared), {"folder": "Junk", "last": str(uid)})
    job = Job.objects.get()
    with pytest.raises(NotFound):
        perform(job, people.charlie)
    perform(job, people.bob)
    assert store.mails(people.shared, "Junk") == []
    assert AuditEvent.objects.filter(action="mail_empty").exists()


def test_the_list_offers_it_where_there_is_something(alice, people, store, last):
    box = people.alice.mailbox
    link = f'href="{url(box)}?folder='
    assert link in alice.get(f"/thu/{box.pk}/?folder=Trash").content.decode()
    assert link not in alice.get(f"/thu/{box.pk}/?folder=Junk").content.decode()
    assert link not in alice.get(f"/thu/{box.pk}/").content.decode()
