"""Doors to matters and comments: through the mailbox they belong to."""

from mailsvc.base.errors import Forbidden, NotFound
from mailsvc.directory.access import access_mailbox
from mailsvc.directory.actor import Actor
from mailsvc.teamwork.models import Comment, Matter


def access_matter(actor: Actor, *, mailbox_pk: int, pk: int) -> Matter:
    """A matter of a mailbox the actor may read; stranger and missing give the same NotFound."""
    mailbox = access_mailbox(actor, mailbox_pk)
    found = Matter.objects.select_related("mailbox", "assignee__person").filter(
        mailbox=mailbox, pk=pk
    )
    matter = found.first()
    if matter is None:
        raise NotFound("matter", "Không có việc này: đồng chí tải lại trang.")
    return matter


def access_own_comment(actor: Actor, *, mailbox_pk: int, pk: int) -> Comment:
    """A comment to change, locked: only its author's; NotFound without the mailbox."""
    mailbox = access_mailbox(actor, mailbox_pk)
    rows = Comment.objects.select_for_update(of=("self",)).select_related("matter__mailbox")
    comment = rows.filter(matter__mailbox=mailbox, pk=pk, is_withdrawn=False).first()
    if comment is None:
        raise NotFound("comment", "Không có ý kiến này: có thể người viết đã bỏ.")
    if comment.author_id != actor.account_pk:
        raise Forbidden("comment_denied", "Chỉ người viết được sửa hoặc bỏ ý kiến của mình.")
    return comment
