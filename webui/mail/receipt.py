"""The question a mail that wants to be confirmed puts to its reader."""

import logging
from dataclasses import dataclass

from mailsvc.base.errors import AppError
from mailsvc.mailstore.values import Stored
from mailsvc.message.view import MessageView
from mailsvc.preferences.models import Receipts
from mailsvc.receipts.selectors import find_offer
from mailsvc.receipts.services import answer_request
from webui.mail.door import Door
from webui.mail.listing import Asked, message_url
from webui.mail.store import DRAFTS, JUNK, SENT, open_store
from webui.shared.http import WebRequest

logger = logging.getLogger(__name__)
_NOT_ASKED_IN = frozenset({DRAFTS, JUNK, SENT})


@dataclass(frozen=True)
class Question:
    """To whom the answer would go, whether that is the sender, and where the buttons lead.

    `was_told`: the answer went by itself, as the reader wishes for inside senders.
    """

    goals: tuple[str, ...]
    is_certain: bool
    url: str
    was_told: bool = False


def ask_for_receipt(
    request: WebRequest, door: Door, asked: Asked, stored: Stored, view: MessageView
) -> Question | None:
    """None where nothing is to be asked; answers by itself where the reader wished for that."""
    wish = request.preferences.receipts
    if asked.folder in _NOT_ASKED_IN or wish == Receipts.NEVER or not door.may_edit:
        return None
    offer = find_offer(request.actor, door.mailbox, view, flags=stored.flags)
    if offer is None:
        return None
    url = message_url(door.mailbox.pk, stored.uid, asked, "receipt")
    question = Question(offer.goals, offer.is_certain, url)
    if wish != Receipts.INSIDE or not offer.is_inside:
        return question
    try:
        answer_request(
            request.actor, mailbox=door.mailbox, view=view, says_yes=True, is_by_hand=False
        )
    except AppError as error:  # then he is asked
        logger.info("no receipt by itself: %s", error.code)
        return question
    note_receipted(door, asked.folder, stored.uid)
    return Question(offer.goals, offer.is_certain, url, was_told=True)


def note_receipted(door: Door, folder: str, uid: int) -> None:
    """Mail programs on the same mailbox ask no second time; failing is a question too many."""
    try:
        with open_store(door.mailbox) as session:
            session.mark(folder, [uid], receipted=True)
    except AppError as error:
        logger.info("receipt mark not set: %s", error.code)
