"""Every address of the mail pages, and who may go through it: the table `test_doors.py` walks.

A shared mailbox holds one mail; a manager owns what belongs to one person only. `needs` is the
least right in the mailbox that opens the address; `own` is for what belongs to one person, and
`anybody` for pages that show each his own. `post` is what the page's form sends.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.test import Client
from django.urls import reverse

from mailsvc.base import clock
from mailsvc.contacts.entries import make_entry
from mailsvc.contacts.models import ContactGroup
from mailsvc.contacts.services import save_contact
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.models import MailboxGrant
from mailsvc.directory.services import grant_mailbox
from mailsvc.filelinks.services import keep_file
from mailsvc.filters.rules import Actions, Condition, Field, Op, Rule
from mailsvc.filters.services import save_rule
from mailsvc.message import parse
from mailsvc.message.compose import OutgoingFile, OutgoingMessage, compose
from mailsvc.message.view import Address
from mailsvc.queue.models import QueuedMessage
from mailsvc.stationery.shelves import Shelf, TemplateOrder, save_template
from mailsvc.teamwork.comments import comment
from mailsvc.teamwork.rules import MailIds, mail_ids
from tests.factories import SINCE, Member, make_member
from tests.web.mail.conftest import People, mail, signed_in
from tests.web.mail.test_compose import TO, begin, url
from webui.mail.inserted import content_id_of
from webui.mail.once import message_id_of

VIEWER, EDITOR, MANAGER = "viewer", "editor", "manager"
OWN, ANYBODY = "own", "anybody"
SECRET = "Họp kín về nhân sự"
SECRET_ORDER = TemplateOrder("Họp", SECRET)
_ASKS = "Return-Path: <a@b.example>\r\nDisposition-Notification-To: a@b.example\r\n"
FRIEND = "ban-cu@ngoai.example"
DRAFT, PICTURE = "0" * 21, "a" * 32


@dataclass(frozen=True)
class Scene:
    """What the addresses name."""

    people: People
    boss: Member
    uid: int
    pks: dict[str, int]
    trace_id: str

    @property
    def box(self) -> int:
        return self.people.shared.pk


@dataclass(frozen=True)
class Row:
    """One address: its arguments, who may, what its form sends; `get` is False for buttons."""

    needs: str
    args: Callable[[Scene], list[object]] = lambda scene: []
    post: dict[str, object] | None = None
    get: bool = True
    query: str = ""
    posts_need: str = ""

    def path(self, name: str, scene: Scene) -> str:
        return reverse(f"mail:{name}", args=self.args(scene)) + self.query


def _box(scene: Scene) -> list[object]:
    return [scene.box]


def _mail(scene: Scene) -> list[object]:
    return [scene.box, scene.uid]


def _in_box(what: str) -> Callable[[Scene], list[object]]:
    return lambda scene: [scene.box, scene.pks[what]]


def _ones_own(what: str) -> Callable[[Scene], list[object]]:
    return lambda scene: [scene.pks[what]]


def _trace(scene: Scene) -> list[object]:
    return [scene.trace_id]


_ACT = {"folder": "INBOX", "action": "star", "uids": ["1"]}
ROWS: dict[str, Row] = {
    # each his own
    "home": Row(ANYBODY),
    "suggest": Row(ANYBODY, query="?q=ban+cu"),
    "compose_own": Row(ANYBODY),
    "contacts": Row(ANYBODY),
    "new_contact": Row(ANYBODY),
    "act_on_contacts": Row(ANYBODY, post={"action": "write", "pks": ["1"]}, get=False),
    "import_contacts": Row(ANYBODY),
    "undo_import": Row(ANYBODY, post={"batch": "x"}, get=False),
    "export_contacts": Row(ANYBODY, lambda scene: ["csv"]),
    "mine": Row(ANYBODY),
    # one person's
    "contact": Row(OWN, _ones_own("contact")),
    "contact_group": Row(OWN, _ones_own("group"), post={"name": "Bạn"}, get=False),
    "undo": Row(OWN, _trace, post={}, get=False),
    "go_now": Row(OWN, _trace, post={}, get=False),
    # a mailbox's
    "list": Row(VIEWER, _box),
    "search": Row(VIEWER, _box, query="?q=nhan+su"),
    "search_on": Row(VIEWER, _box, query="?q=nhan+su&at=INBOX&uid=1"),
    "conversations": Row(VIEWER, _box),
    "compose": Row(VIEWER, _box, post={}),
    "keep": Row(VIEWER, _box, post={}, get=False),
    "inserted": Row(VIEWER, lambda scene: [scene.box, DRAFT, PICTURE]),
    "waiting": Row(VIEWER, _box),
    "link_file": Row(VIEWER, _box, post={}, get=False),
    "file_links": Row(EDITOR, _box),
    "change_file_link": Row(EDITOR, _in_box("file"), post={"action": "close"}, get=False),
    "sent": Row(VIEWER, _mail),
    "recall": Row(EDITOR, _mail, post={}, get=False),
    "folders": Row(EDITOR, _box, post={}),
    "new_folder": Row(EDITOR, _box, post={"name": ""}),
    "labels": Row(EDITOR, _box, post={"action": "add", "name": "Họp", "colour": "2"}),
    "empty": Row(EDITOR, _box, post={"folder": "Junk", "last": "1"}),
    "take_back": Row(EDITOR, _box, post={"key": "x"}, get=False),
    "matching": Row(EDITOR, _box, post={"q": "nhan su", "action": "read"}, get=False),
    "later": Row(VIEWER, _box, post={"pk": "x"}, posts_need=EDITOR),
    "put_off": Row(EDITOR, _mail, post={}, get=False),
    "act": Row(EDITOR, _box, post=_ACT, get=False),
    "transfer": Row(MANAGER, _box, post={}),
    "absence": Row(MANAGER, _box, post={}),
    "signature": Row(MANAGER, _box, post={"text": "Trân trọng"}),
    "templates": Row(MANAGER, _box, post={"name": "Mời họp", "text": "Kính mời"}),
    "template": Row(MANAGER, _in_box("template"), post={"name": "Mời", "text": "Kính mời"}),
    "forwarding": Row(MANAGER, _box, post={}),
    "filters": Row(MANAGER, _box),
    "new_filter": Row(MANAGER, _box, post={}),
    "restore_filter": Row(MANAGER, _box, post={}, get=False),
    "edit_filter": Row(MANAGER, _in_box("filter"), post={}),
    "change_filter": Row(MANAGER, _in_box("filter"), post={"action": "off"}, get=False),
    "sharing": Row(VIEWER, _box, post={}, posts_need=MANAGER),
    "change_share": Row(MANAGER, _in_box("share"), post={"level": "viewer"}, get=False),
    "journal": Row(MANAGER, _box),
    "matter": Row(VIEWER, _in_box("matter")),
    "edit_comment": Row(OWN, _in_box("comment"), post={"text": "Khác."}),
    "writing": Row(VIEWER, _box, post={"key": "0" * 32}, query=f"?key={'0' * 32}"),
    # a mail's
    "message": Row(VIEWER, _mail),
    "conversation": Row(VIEWER, _mail),
    "older": Row(VIEWER, _mail),
    "newer": Row(VIEWER, _mail),
    "headers": Row(VIEWER, _mail),
    "link": Row(VIEWER, lambda scene: [scene.box, scene.uid, 0], query="?as=text"),
    "pictures": Row(VIEWER, _mail, post={"action": "no_longer"}, get=False),
    "frame": Row(VIEWER, _mail),
    "paper": Row(VIEWER, _mail),
    "source": Row(VIEWER, _mail),
    "download": Row(VIEWER, _mail),
    "attachment": Row(VIEWER, lambda scene: [scene.box, scene.uid, 0]),
    "preview": Row(VIEWER, lambda scene: [scene.box, scene.uid, 0]),
    "archive_files": Row(VIEWER, _mail),
    "case": Row(VIEWER, _mail, post={"action": "find", "q": "nhan su"}),
    "invitation": Row(EDITOR, _mail, post={"answer": "ACCEPTED"}, get=False),
    "receipt": Row(EDITOR, _mail, post={"answer": "no"}, get=False),
    "together": Row(VIEWER, _mail, post={"action": "take"}, posts_need=EDITOR),
    "comment": Row(VIEWER, _mail, post={"text": "Ý kiến."}, get=False),
    # the last: it moves the mail away
    "phishing": Row(EDITOR, _mail, post={}, get=False),
}


def set_scene(people: People, store) -> Scene:
    """The shared mailbox with its mail, a matter, a comment, a filter; a manager's own things."""
    boss = make_member(people.alice.mailbox.agency, name="Lò Thị Mai", local="mai")
    grant_mailbox(
        SYSTEM,
        mailbox=people.shared,
        account=boss.account,
        level=MailboxGrant.Level.MANAGER,
        valid_from=SINCE,
    )
    content = mail().replace(b"\r\n\r\n", f"\r\nX-Kin: {SECRET}\r\n{_ASKS}\r\n".encode(), 1)
    content = content.replace(b"K=C3=ADnh", b"https://stttt-dienbien.example/ K=C3=ADnh", 1)
    uid = store.put(people.shared, content)
    store.put(people.shared, _draft(boss), "Drafts")
    said = _comment(people, boss, mail_ids(parse(content)), uid)
    friend = save_contact(
        boss.actor, entry=make_entry({"name": "Bạn cũ", "address": FRIEND}, ("Bạn",))
    )
    rule = Rule("Lọc", (Condition(Field.SUBJECT, Op.CONTAINS, "x"),), Actions("", stars=True))
    bobs = MailboxGrant.objects.get(account=people.bob.account)
    pks = {
        "contact": friend.pk,
        "group": ContactGroup.objects.get().pk,
        "comment": said.pk,
        "matter": said.matter_id,
        "filter": save_rule(boss.actor, mailbox_pk=people.shared.pk, rule=rule).pk,
        "share": bobs.pk,
        "file": _large_file(boss, people),
        "template": save_template(boss.actor, Shelf(people.shared.pk), order=SECRET_ORDER).pk,
    }
    return Scene(people, boss, uid, pks, _send(signed_in(boss), boss))


def _large_file(boss: Member, people: People) -> int:
    return keep_file(
        boss.actor,
        mailbox_pk=people.shared.pk,
        name=f"{SECRET}.zip",
        size_bytes=1,
        chunks=[b"x"],
        days=1,
    ).pk


def _draft(boss: Member) -> bytes:
    """A draft of the page's with a picture in its text."""
    cid = content_id_of(PICTURE)
    return compose(
        OutgoingMessage(
            from_=Address("", boss.mailbox.address),
            to=(),
            subject=SECRET,
            text=SECRET,
            html=f'<p><img src="cid:{cid}"></p>',
            date=clock.now(),
            message_id=message_id_of(DRAFT),
            files=(OutgoingFile("hinh.png", b"\x89PNG\r\n", "image/png", cid),),
        )
    )


def _comment(people: People, boss: Member, ids: MailIds, uid: int):
    return comment(
        boss.actor,
        mailbox_pk=people.shared.pk,
        ids=ids,
        text=SECRET,
        folder="INBOX",
        uid=uid,
    )


def _send(browser: Client, boss: Member) -> str:
    form = begin(browser, boss.mailbox) | {"to": TO, "subject": SECRET, "text": "x"}
    answer = browser.post(url(boss.mailbox), form | {"action": "send"})
    assert answer.status_code == 302
    return str(QueuedMessage.objects.latest("created_at").pk)
