"""Noting what came and answering it."""

from django.conf import settings
from django.db import transaction

from mailsvc.audit.services import record
from mailsvc.base import clock, trace
from mailsvc.base.errors import Conflict, Forbidden, Invalid
from mailsvc.base.text import clean_line
from mailsvc.directory.access import may_send_as
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Mailbox
from mailsvc.invitations.clashes import span_of
from mailsvc.invitations.invitation import Invitation, Method
from mailsvc.invitations.models import Answer, Event
from mailsvc.invitations.reply import make_reply, make_subject, make_words
from mailsvc.message.compose import OutgoingMessage, compose, new_message_id
from mailsvc.message.view import Address
from mailsvc.smtp.envelope import Envelope, Recipient
from mailsvc.submission.services import SentCopy, Source, accept

CHAIN = "invitations"
NOTE_CHARS = 500


@transaction.atomic
def note_invitation(mailbox: Mailbox, invitation: Invitation, *, sender: str) -> Event | None:
    """What the mailbox now knows of the event; None for a mail that may not say anything of it.

    RFC 5546 §2.1.4: the higher SEQUENCE counts; of equal ones a cancellation. Only the organiser
    speaks for an event, and only who was so from the first.
    """
    if invitation.method not in {Method.REQUEST, Method.CANCEL} or not invitation.is_from(sender):
        return None
    defaults = {
        "organizer": invitation.organizer.address,
        "sequence": invitation.sequence,
        "is_cancelled": invitation.is_cancelled,
    }
    event, is_new = Event.objects.select_for_update().get_or_create(
        mailbox=mailbox, key=invitation.key, defaults=defaults
    )
    if is_new or event.organizer != invitation.organizer.address:
        return event if is_new else None
    is_later = invitation.sequence > event.sequence
    calls_off = invitation.sequence == event.sequence and invitation.is_cancelled
    if is_later or calls_off and not event.is_cancelled:
        event.sequence, event.is_cancelled = invitation.sequence, invitation.is_cancelled
        event.save(update_fields=["sequence", "is_cancelled"])
    return event


@transaction.atomic
def answer_invitation(
    actor: Actor,
    *,
    mailbox: Mailbox,
    invitation: Invitation,
    sender: str,
    answer: Answer,
    note: str = "",
) -> None:
    """Tell the organiser; another answer later takes the place of this one.

    Forbidden for who may not send from the mailbox, Invalid for what is no invitation of its
    sender, Conflict for one that was called off or changed since; what `accept` raises.
    """
    if not may_send_as(actor, mailbox.address):
        raise Forbidden("invitation_sender", "Chỉ người được gửi thư từ hộp thư này mới trả lời.")
    event = note_invitation(mailbox, invitation, sender=sender)
    if event is None or invitation.method is not Method.REQUEST:
        raise Invalid("invitation", "Thư này không phải giấy mời của người tổ chức.")
    if event.is_cancelled:
        raise Conflict("invitation_cancelled", "Cuộc họp này đã bị hủy.")
    if event.sequence > invitation.sequence:
        raise Conflict("invitation_changed", "Giấy mời này đã được sửa: mở thư mới hơn để trả lời.")
    event.answer, event.answered_sequence = answer.value, invitation.sequence
    event.answered_at, event.account_id = clock.now(), actor.account_pk
    event.title, (event.starts_at, event.ends_at) = invitation.title, span_of(invitation)
    event.save()
    _send(actor, mailbox, invitation, answer, clean_line(note)[:NOTE_CHARS])
    record(
        actor,
        chain=CHAIN,
        action="answer_invitation",
        object_type="event",
        object_pk=event.pk,
        facts={"answer": answer.value, "to": invitation.organizer.address},
        on_behalf_of=mailbox.address,
    )


def guest_of(mailbox: Mailbox, invitation: Invitation) -> Address:
    """As whom the mailbox is invited: by an alias, or by its own address."""
    own = {mailbox.address, *mailbox.aliases.values_list("address", flat=True)}
    invited = (one.person.address for one in invitation.guests if one.person.address in own)
    return Address(mailbox.name, next(invited, mailbox.address))


def _send(
    actor: Actor, mailbox: Mailbox, invitation: Invitation, answer: Answer, note: str
) -> None:
    trace_id, now = trace.new_trace_id(), clock.now()
    guest, organizer = guest_of(mailbox, invitation), invitation.organizer
    content = compose(
        OutgoingMessage(
            from_=Address(mailbox.name, mailbox.address),
            to=(organizer,),
            subject=make_subject(invitation, answer),
            text=make_words(invitation, guest=guest, answer=answer, note=note),
            # RFC 6047 §2.4: the method stands in the Content-Type too.
            calendar=make_reply(invitation, guest=guest, answer=answer, note=note, now=now),
            calendar_method="REPLY",
            date=now,
            message_id=new_message_id(trace_id, host=settings.HOST_NAME),
        )
    )
    accept(
        actor=actor,
        envelope=Envelope(mailbox.address, (Recipient(organizer.address),)),
        content=content,
        source=Source.WEB,
        sent_copy=SentCopy(mailbox.pk, "Sent", b""),
        trace_id=trace_id,
    )
