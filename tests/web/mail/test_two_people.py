"""Two people in one shared mailbox at once, and another program in it while one turns pages.

On a real Dovecot: what counts is what its files say at the end, and that every page was right.
"""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.models import Mailbox, MailboxGrant
from mailsvc.directory.services import grant_mailbox
from mailsvc.mailstore.pool import pool
from mailsvc.mailstore.session import open_session
from mailsvc.queue.models import QueuedMessage
from mailsvc.teamwork.models import Matter
from tests.factories import SINCE
from tests.web.mail.conftest import People, plain, signed_in
from tests.web.mail.test_compose import TO, form_of

pytestmark = pytest.mark.django_db(transaction=True)

SUBJECT = re.compile(r"Thư số (\d+)")


@pytest.fixture
def box(people: People, running_dovecot) -> Iterator[Mailbox]:
    """The shared mailbox, empty; bob and charlie may both edit and send."""
    running_dovecot.add_mailboxes(people.shared.address)
    grant_mailbox(
        SYSTEM,
        mailbox=people.shared,
        account=people.charlie.account,
        level=MailboxGrant.Level.SENDER,
        valid_from=SINCE,
    )
    with open_session(people.shared) as session:
        for folder in session.list_folders():
            while rows := session.list_page(folder.name, 1, 200).rows:
                session.discard(folder.name, [row.uid for row in rows])
    yield people.shared
    pool.close_all()


def fill(mailbox: Mailbox, count: int) -> list[int]:
    with open_session(mailbox) as session:
        return [
            session.append("INBOX", plain(f"Thư số {n}", **{"Message-ID": f"<n{n}@vp.example>"}))
            for n in range(count)
        ]


def uids_in(mailbox: Mailbox, folder: str) -> set[int]:
    with open_session(mailbox) as session:
        return {row.uid for row in session.list_page(folder, 1, 200).rows}


def both(people: People, work: Callable[[Client, int], list[int]]) -> list[list[int]]:
    """Bob and charlie at the same moment; what the pages answered each."""
    start = Barrier(2)

    def one(place: int) -> list[int]:
        try:
            start.wait(10)
            return work(signed_in((people.bob, people.charlie)[place]), place)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        return list(threads.map(one, range(2)))


def test_each_mail_is_moved_once_whoever_was_faster(people, box):
    """Both go through the same mails: none is lost or doubled, and who came late is told."""
    uids = fill(box, 12)

    def work(browser: Client, place: int) -> list[int]:
        target = ("Archive", "Trash")[place]
        there = reverse("mail:act", args=[box.pk])
        chosen = uids if place == 0 else list(reversed(uids))
        form = {"folder": "INBOX", "action": "move", "target": target}
        return [browser.post(there, form | {"uids": [uid]}).status_code for uid in chosen]

    answers = both(people, work)
    assert {code for codes in answers for code in codes} <= {302, 404}
    assert uids_in(box, "INBOX") == set()
    archived, binned = len(uids_in(box, "Archive")), len(uids_in(box, "Trash"))
    assert archived + binned == 12
    assert [codes.count(302) for codes in answers] == [archived, binned]


def test_marks_of_both_stand(people, box):
    uids = fill(box, 10)

    def work(browser: Client, place: int) -> list[int]:
        there = reverse("mail:act", args=[box.pk])
        action = ("star", "read")[place]
        form = {"folder": "INBOX", "action": action}
        return [browser.post(there, form | {"uids": [uid]}).status_code for uid in uids]

    assert {code for codes in both(people, work) for code in codes} == {302}
    with open_session(box) as session:
        rows = session.list_page("INBOX").rows
    assert all(row.is_flagged and row.is_seen for row in rows) and len(rows) == 10


def test_both_answer_one_goes_and_the_other_is_asked(people, box):
    """The answers open together; whoever sends second is told, and sends only when he wants to."""
    (uid,) = fill(box, 1)
    write = reverse("mail:compose", args=[box.pk])
    forms = {}
    for member in (people.bob, people.charlie):
        page = signed_in(member).get(f"{write}?reply={uid}&folder=INBOX")
        forms[member.account.pk] = form_of(page) | {"to": TO, "action": "send"}
    first = signed_in(people.bob).post(write, forms[people.bob.account.pk])
    second = signed_in(people.charlie).post(write, forms[people.charlie.account.pk])
    assert (first.status_code, second.status_code) == (302, 409)
    assert "Lò Văn Bình đã trả lời" in second.content.decode()
    assert QueuedMessage.objects.count() == 1
    (row,) = Matter.objects.get().acts.filter(kind="answered")
    assert row.actor == people.bob.account


def test_both_take_the_same_mail_and_one_matter_comes_of_it(people, box):
    (uid,) = fill(box, 1)

    def work(browser: Client, place: int) -> list[int]:
        there = reverse("mail:together", args=[box.pk, uid])
        return [browser.post(there, {"action": "take"}).status_code]

    assert both(people, work) == [[302], [302]]
    matter = Matter.objects.get()
    assert matter.assignee in {people.bob.account, people.charlie.account}
    assert matter.acts.last().target == matter.assignee


def test_pages_are_right_while_another_program_changes_the_mailbox(bob, people, box):
    """Paging through 120 mails while a second IMAP client deletes and adds between the pages."""
    uids = fill(box, 120)
    there = reverse("mail:list", args=[box.pk])

    def numbers(page: int) -> list[int]:
        shown = bob.get(there, {"page": page}).content.decode()
        return [int(n) for n in dict.fromkeys(SUBJECT.findall(shown))]

    assert numbers(1) == list(range(119, 69, -1))
    with open_session(box) as other:
        other.discard("INBOX", uids[110:120])  # ten of the newest go
        other.mark("INBOX", [uids[0]], flagged=True)
    assert numbers(2) == list(range(59, 9, -1))  # what are places 51 to 100 now
    with open_session(box) as other:
        other.move("INBOX", uids[0:5], "Archive")
        other.append("INBOX", plain("Thư số 500"))
    assert numbers(1) == [500, *range(109, 60, -1)]
    assert numbers(3) == list(range(10, 4, -1))
    # A mail that went between the list and the click is told, and the list is right after.
    gone = bob.get(reverse("mail:message", args=[box.pk, uids[115]]))
    assert gone.status_code == 404 and "đã được chuyển hoặc xóa" in gone.content.decode()
    form = {"folder": "INBOX", "action": "delete", "uids": [uids[115]]}
    assert bob.post(reverse("mail:act", args=[box.pk]), form).status_code == 404
    assert "106" in bob.get(there).content.decode()
