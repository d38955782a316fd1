"""Comments inside: by anybody the mailbox is open to, mended by their author for an hour."""

from django.db import transaction

from mailsvc.audit.services import record
from mailsvc.base import clock
from mailsvc.base.errors import Conflict, Invalid
from mailsvc.base.text import nfc
from mailsvc.directory.access import access_mailbox, list_colleagues
from mailsvc.directory.actor import Actor
from mailsvc.live import groups
from mailsvc.live.services import publish
from mailsvc.teamwork.access import access_own_comment
from mailsvc.teamwork.matters import get_or_make, lock_mailbox
from mailsvc.teamwork.models import Comment, Matter, Mention
from mailsvc.teamwork.rules import MailIds, may_still_edit, named_people
from mailsvc.teamwork.services import CHAIN, account_of

TEXT_CHARS = 5_000


@transaction.atomic
def comment(
    actor: Actor, *, mailbox_pk: int, ids: MailIds, text: str, folder: str = "", uid: int = 0
) -> Comment:
    """Say something to one's colleagues beside the mail; Invalid when empty or too long."""
    mailbox = access_mailbox(actor, mailbox_pk)
    words = _checked(text)
    lock_mailbox(mailbox)
    matter = get_or_make(mailbox, ids, folder=folder, uid=uid)
    written = Comment.objects.create(
        matter=matter, author=account_of(actor), text=words, written_at=clock.now()
    )
    _mention(actor, written)
    _tell(actor, written, "comment")
    return written


@transaction.atomic
def open_own_comment(actor: Actor, *, mailbox_pk: int, pk: int) -> Comment:
    """One's own comment for a form; what `access_own_comment` raises."""
    return access_own_comment(actor, mailbox_pk=mailbox_pk, pk=pk)


@transaction.atomic
def edit_comment(actor: Actor, *, mailbox_pk: int, pk: int, text: str) -> Comment:
    """Other words within the hour; Conflict later, Forbidden for anybody but the author."""
    found = access_own_comment(actor, mailbox_pk=mailbox_pk, pk=pk)
    _require_fresh(found)
    found.text, found.edited_at = _checked(text), clock.now()
    found.save(update_fields=["text", "edited_at"])
    _mention(actor, found)
    _tell(actor, found, "edit_comment")
    return found


@transaction.atomic
def withdraw_comment(actor: Actor, *, mailbox_pk: int, pk: int) -> Comment:
    """Take one's words back within the hour; that there was a comment stays to be seen."""
    found = access_own_comment(actor, mailbox_pk=mailbox_pk, pk=pk)
    _require_fresh(found)
    found.text, found.is_withdrawn = "", True
    found.save(update_fields=["text", "is_withdrawn"])
    found.mentions.all().delete()
    _tell(actor, found, "withdraw_comment")
    return found


@transaction.atomic
def mark_seen(actor: Actor, matter: Matter) -> None:
    """The actor has the comments of this matter before him."""
    rows = Mention.objects.filter(account_id=actor.account_pk or 0, is_seen=False)
    rows.filter(comment__matter=matter).update(is_seen=True)


def _checked(text: str) -> str:
    kept = nfc(text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")).strip()
    if not 1 <= len(kept) <= TEXT_CHARS:
        raise Invalid("comment", f"Ý kiến cần từ 1 đến {TEXT_CHARS} ký tự.")
    return kept


def _require_fresh(written: Comment) -> None:
    if not may_still_edit(written.written_at, clock.now()):
        raise Conflict("comment_old", "Ý kiến đã quá một giờ: đồng chí viết thêm ý kiến mới.")


def _mention(actor: Actor, written: Comment) -> None:
    """Colleagues only: a name nobody here bears stays a word."""
    people = {one.address: one for one in list_colleagues(written.matter.mailbox)}
    for address in named_people(written.text, people):
        account = people[address]
        if account.pk != actor.account_pk:
            Mention.objects.get_or_create(comment=written, account=account)
            publish(groups.account(account.pk), {"kind": "mail.assigned", "pk": written.matter_id})


def _tell(actor: Actor, written: Comment, action: str) -> None:
    record(
        actor,
        chain=CHAIN,
        action=action,
        object_type="Comment",
        object_pk=written.pk,
        facts={"matter": written.matter_id},
        on_behalf_of=written.matter.mailbox.address,
    )
    group = groups.mailbox(written.matter.mailbox_id)
    publish(group, {"kind": "mail.together", "pk": written.matter_id})
