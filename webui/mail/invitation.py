"""An invitation above the mail it came with: what, when, where, who, and the reader's answer."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from mailsvc.directory.access import may_send_as
from mailsvc.directory.actor import Actor
from mailsvc.invitations.clashes import list_clashes
from mailsvc.invitations.invitation import Invitation, Method
from mailsvc.invitations.models import Answer, Event
from mailsvc.invitations.reading import find_calendar, read_invitation
from mailsvc.invitations.services import note_invitation
from mailsvc.mailstore.values import Stored
from mailsvc.message.view import MessageView
from webui.mail.door import Door
from webui.mail.invitation_words import say_repetition, say_span, say_when
from webui.mail.listing import Asked, message_url
from webui.mail.store import DRAFTS, SENT

_GUESTS_SHOWN = 12
_NOT_IN = frozenset({DRAFTS, SENT})
_Choice = tuple[str, str, bool]


@dataclass(frozen=True)
class Shown:
    """The block; `one` is None for a calendar part that cannot be read."""

    one: Invitation | None
    when: str = ""
    repetition: str = ""
    notice: str = ""
    answer: str = ""
    answered_at: datetime | None = None
    clashes: tuple[str, ...] = ()
    choices: tuple[_Choice, ...] = ()
    guests: tuple[str, ...] = ()
    more_guests: int = 0
    url: str = ""


def show_invitation(
    actor: Actor, door: Door, asked: Asked, stored: Stored, view: MessageView
) -> Shown | None:
    """None for a mail without a calendar part, and for one's own."""
    if find_calendar(view) is None or asked.folder in _NOT_IN:
        return None
    one = read_invitation(stored.content, view)
    if one is None:
        return Shown(None)
    may_note = door.may_edit
    event = note_invitation(door.mailbox, one, sender=view.from_.address) if may_note else None
    return Shown(
        one,
        when=say_when(one),
        repetition=say_repetition(one.repetition),
        notice=_notice(one, event, view, may_note=may_note),
        answer=_said(event, one),
        answered_at=event.answered_at if event else None,
        clashes=_clashes(door, one, event),
        choices=_choices(event, one) if may_send_as(actor, door.mailbox.address) else (),
        guests=tuple(
            _guest(guest.person.name or guest.person.address, guest.answer)
            for guest in one.guests[:_GUESTS_SHOWN]
        ),
        more_guests=max(0, len(one.guests) - _GUESTS_SHOWN),
        url=message_url(door.mailbox.pk, stored.uid, asked, "invitation"),
    )


def _notice(one: Invitation, event: Event | None, view: MessageView, *, may_note: bool) -> str:
    """What a reader must know before he answers."""
    if one.method is Method.REPLY:
        said = ", ".join(_guest(g.person.name or g.person.address, g.answer) for g in one.guests)
        return _("Trả lời giấy mời: %(said)s.") % {"said": said}
    if one.method is Method.REQUEST and may_note and not one.is_from(view.from_.address):
        return _("Người gửi thư không phải người tổ chức: không trả lời từ đây được.")
    if one.is_cancelled or (event and event.is_cancelled):
        return _("Cuộc họp này đã bị hủy.")
    if event and event.sequence > one.sequence:
        return _("Giấy mời này đã được sửa: đồng chí xem thư mới hơn.")
    if event and event.answer and event.answered_sequence < one.sequence:
        return _("Giấy mời đã được sửa sau khi đồng chí trả lời: đồng chí trả lời lại.")
    return ""


def _clashes(door: Door, one: Invitation, event: Event | None) -> tuple[str, ...]:
    """What the mailbox is taken by then, where it may still be answered."""
    if not _choices(event, one):
        return ()
    return tuple(
        _("%(title)s, %(when)s (%(answer)s)")
        % {
            "title": other.title or _("(cuộc họp không có tên)"),
            "when": say_span(other.starts_at, other.ends_at),
            "answer": Answer(other.answer).label,
        }
        for other in list_clashes(door.mailbox, one)
        if other.starts_at and other.ends_at
    )


def _said(event: Event | None, one: Invitation) -> str:
    if event is None or not event.answer or event.answered_sequence < one.sequence:
        return ""
    return str(Answer(event.answer).label)


def _choices(event: Event | None, one: Invitation) -> tuple[_Choice, ...]:
    """(value, words, whether it is the answer given); none where nothing can be answered."""
    is_open = event is not None and not event.is_cancelled and event.sequence <= one.sequence
    if event is None or not is_open or one.method is not Method.REQUEST:
        return ()
    words = {
        Answer.ACCEPTED: _("Nhận lời"),
        Answer.TENTATIVE: _("Có thể"),
        Answer.DECLINED: _("Từ chối"),
    }
    return tuple((one.value, text, event.answer == one) for one, text in words.items())


def _guest(name: str, answer: str) -> str:
    known = dict(Answer.choices)
    return f"{name} ({known[answer]})" if answer in known else name
