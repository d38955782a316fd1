"""All mails that a search finds: asked first, done by a job, only by who may edit."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from mailsvc.base import clock
from mailsvc.base.errors import NotFound
from mailsvc.jobs.models import Job
from mailsvc.jobs.run import Run
from mailsvc.labels.models import MailLabel
from mailsvc.mailindex.engine import drop_index
from mailsvc.mailstore.validate import label_keyword
from tests.web.mail.conftest import plain, signed_in
from webui.mail import matching

pytestmark = pytest.mark.db_bound


@pytest.fixture(autouse=True)
def _no_index(people):
    cache.clear()
    drop_index(people.alice.mailbox.pk)
    drop_index(people.shared.pk)


@pytest.fixture
def box(people, store):
    """250 that match, one that does not, one in Sent."""
    for n in range(250):
        store.put(people.alice.mailbox, plain(f"Bản tin số {n}"))
    store.put(people.alice.mailbox, plain("Giấy mời"))
    store.put(people.alice.mailbox, plain("Bản tin gửi"), "Sent")
    return people.alice.mailbox


def ask(client, mailbox, **data):
    return client.post(reverse("mail:matching", args=[mailbox.pk]), {"q": "ban tin"} | data)


def perform(job: Job, member) -> str:
    run = Run(Job.objects.get(pk=job.pk), member.actor)
    Job.objects.filter(pk=job.pk).update(status=Job.Status.RUNNING)
    return matching.act_on_matching.function(run, **job.arguments).text


def test_the_number_is_named_before_anything_happens(alice, people, store, box):
    page = ask(alice, box, action="delete").content.decode()
    assert "251 thư: bỏ vào Thùng rác" in page
    assert "Hộp thư đến: 250" in page and "Đã gửi: 1" in page
    assert len(store.mails(box, "INBOX")) == 251 and not Job.objects.exists()


def test_sure_makes_a_job_that_does_it_and_leaves_what_came_later(alice, people, store, box):
    answer = ask(alice, box, action="move", target="Archive", folder="INBOX", sure="1")
    job = Job.objects.get()
    assert answer.headers["Location"] == reverse("jobs:job", args=[job.pk])
    store.session(box.address).append("INBOX", plain("Bản tin muộn"), (), clock.now())
    assert perform(job, people.alice) == "Đã chuyển 250 thư."
    left = {mail.uid for mail in store.mails(box, "INBOX")}
    assert len(left) == 2 and len(store.mails(box, "Archive")) == 250
    assert perform(job, people.alice) == "Đã chuyển 250 thư."  # after a crash: nothing is left


def test_marks_are_set_on_all(alice, people, store, box):
    ask(alice, box, action="star", sure="1")
    perform(Job.objects.get(), people.alice)
    starred = [m for m in store.mails(box, "INBOX") if "\\Flagged" in m.flags]
    assert len(starred) == 250


def test_labels_are_put_on_and_taken_off_all(alice, people, store, box):
    MailLabel.objects.create(mailbox=box, number=9, name="Chuyển đổi số", colour=1)
    for action, count in (("label", 250), ("unlabel", 0)):
        assert "“Chuyển đổi số”" in ask(alice, box, action=action, label=9).content.decode()
        ask(alice, box, action=action, label=9, sure="1")
        said = perform(Job.objects.latest("pk"), people.alice)
        assert "nhãn 251 thư" in said
        marked = [m for m in store.mails(box, "INBOX") if label_keyword(9) in m.flags]
        assert len(marked) == count
    page = alice.get(reverse("mail:search", args=[box.pk]), {"q": "ban tin"}).content.decode()
    assert '<option value="9">Chuyển đổi số</option>' in page


@pytest.mark.parametrize(("label", "status"), [("", 302), ("8", 404), ("x", 302), ("-1", 302)])
def test_a_label_must_be_chosen_and_exist(alice, people, store, box, label, status):
    assert ask(alice, box, action="label", label=label, sure="1").status_code == status
    assert not Job.objects.exists()


def test_a_right_taken_away_meanwhile_ends_the_job(alice, people, store, box):
    ask(alice, box, action="star", sure="1")
    with pytest.raises(NotFound):
        perform(Job.objects.get(), people.charlie)


def test_a_folder_must_be_chosen_and_exist(alice, people, store, box):
    answer = ask(alice, box, action="move", sure="1")
    assert answer.headers["Location"].startswith(reverse("mail:search", args=[box.pk]))
    assert ask(alice, box, action="move", target="Không có", sure="1").status_code == 422
    assert ask(alice, box, action="nổ", sure="1").status_code == 422
    assert not Job.objects.exists()


def test_an_index_that_is_not_whole_says_wait(alice, people, store, box, monkeypatch):
    monkeypatch.setattr(matching, "_HEADS", 10)
    assert ask(alice, box, action="star", sure="1").status_code == 409


def test_mail_in_the_trash_is_told_to_be_lost(alice, people, store, box):
    store.put(box, plain("Bản tin cũ"), "Trash")
    page = ask(alice, box, action="delete", folder="Trash").content.decode()
    assert "xóa hẳn, không lấy lại được" in page


def test_only_who_may_edit(alice, people, store):
    store.put(people.shared, plain("Bản tin"))
    assert ask(alice, people.shared, action="star").status_code == 404  # a viewer
    assert ask(signed_in(people.charlie), people.shared, action="star").status_code == 404
    assert ask(signed_in(people.bob), people.shared, action="star").status_code == 200
    page = alice.get(reverse("mail:search", args=[people.shared.pk]), {"q": "ban tin"})
    assert "/tim/ca/" not in page.content.decode()
    assert alice.get(reverse("mail:matching", args=[people.shared.pk])).status_code == 405
