"""Drafts: one for each mail being written, however often and from however many pages it is kept.

A draft is found by its Message-ID, so what a broken line or a crash left behind goes with the next
save. Which page wrote it last stands in a header field: a second window never overwrites the first
unasked. What cannot stand in To (a half-typed name) is kept beside it as it was typed.
"""

import logging
import re

from django.utils.translation import gettext as _

from mailsvc.base import clock
from mailsvc.base.errors import AppError, Conflict, NotFound
from mailsvc.base.text import clean_line
from mailsvc.message import parse
from mailsvc.message.compose import compose
from mailsvc.queue.selectors import find_message
from webui.mail import once
from webui.mail.origin import PAGE, TYPED
from webui.mail.outgoing import Written, to_message
from webui.mail.store import DRAFTS, MailSession, open_store

logger = logging.getLogger(__name__)
_PAGE = re.compile(r"[0-9A-Za-z]{1,40}")


def keep_draft(written: Written, *, over_others: bool = False) -> int:
    """Put the mail into Drafts in the place of its older copies; the uid.

    Conflict("already_sent") for a mail that is on its way, Conflict("other_window") when another
    page has changed the draft meanwhile, unless `over_others`; what the mail store raises.
    """
    refuse_sent(written.trace_id)
    message_id = once.message_id_of(written.trace_id)
    content = compose(to_message(written, bcc=written.bcc, extra=_own_fields(written)))
    with open_store(written.mailbox) as session:
        standing = session.find_uids(DRAFTS, message_id)
        if not over_others:
            _refuse_other_window(session, standing, written)
        uid = session.append(DRAFTS, content, ("\\Draft", "\\Seen"))
        # Asked anew: of two pages that save in the same moment, both keep the newest one.
        copies = session.find_uids(DRAFTS, message_id)
        is_sent = find_message(written.trace_id) is not None  # by another page, meanwhile
        _discard(session, copies if is_sent else copies[:-1])
    refuse_sent(written.trace_id)
    if written.origin.uid not in standing:
        _forget_origin(written)
    return uid


def forget_draft(written: Written) -> None:
    """Remove all copies, once the mail is safe elsewhere; failing is a nuisance, not a loss."""
    try:
        with open_store(written.mailbox) as session:
            found = session.find_uids(DRAFTS, once.message_id_of(written.trace_id))
            _discard(session, found)
    except AppError as error:
        logger.warning("a draft stays: %s", error.code)
        return
    if written.origin.uid not in found:
        _forget_origin(written)


def refuse_sent(trace_id: str) -> None:
    """Conflict("already_sent") for a mail that has gone into the queue."""
    if find_message(trace_id) is not None:
        raise Conflict("already_sent", _("Thư này đã gửi, hệ thống không gửi lần thứ hai."))


def _own_fields(written: Written) -> tuple[tuple[str, str], ...]:
    page = written.page if _PAGE.fullmatch(written.page) else ""
    return (((PAGE, page),) if page else ()) + tuple(
        (f"{TYPED}{field}", clean_line(text)) for field, text in written.typed if text.strip()
    )


def _refuse_other_window(session: MailSession, standing: list[int], written: Written) -> None:
    """The newest copy must be the one this page began from, or one it has written itself."""
    if not standing or written.origin.is_draft and written.origin.uid in standing:
        return
    other = session.fetch(DRAFTS, standing[-1])
    if parse(other.content).header(PAGE) == written.page:
        return
    at = other.received_at.astimezone(clock.VIETNAM).strftime("%H:%M")
    text = _(
        "Thư nháp này đã được sửa ở cửa sổ khác lúc %(time)s. Nội dung đồng chí đang gõ vẫn còn ở "
        "đây: đồng chí chọn giữ bản này, hoặc mở bản kia."
    )
    raise Conflict("other_window", text % {"time": at}, uid=standing[-1])


def _discard(session: MailSession, uids: list[int]) -> None:
    if not uids:
        return
    try:
        session.discard(DRAFTS, uids)
    except NotFound:
        return  # another page was faster


def _forget_origin(written: Written) -> None:
    """A draft of another program has a Message-ID of its own."""
    if written.source is None or not written.origin.is_draft:
        return
    try:
        with open_store(written.source) as session:
            session.discard(DRAFTS, [written.origin.uid])
    except AppError as error:
        logger.info("the older draft stays: %s", error.code)
