"""What else a mailbox has said yes to at the time of an invitation."""

from datetime import datetime, time, timedelta

from django.db.models import F

from mailsvc.base.clock import VIETNAM
from mailsvc.directory.models import Mailbox
from mailsvc.invitations.invitation import Invitation
from mailsvc.invitations.models import Answer, Event

_SHOWN = 5
_LENGTH = timedelta(hours=1)  # of an event that does not say when it ends
_YES = (Answer.ACCEPTED, Answer.TENTATIVE)


def list_clashes(mailbox: Mailbox, invitation: Invitation) -> list[Event]:
    """Events answered yes or perhaps from this mailbox that overlap with it, earliest first.

    An event counts as it was when answered, until its organiser changes it or calls it off; of a
    series only the day the invitation names.
    """
    starts_at, ends_at = span_of(invitation)
    rows = Event.objects.filter(
        mailbox=mailbox,
        answer__in=_YES,
        is_cancelled=False,
        answered_sequence=F("sequence"),
        starts_at__lt=ends_at,
        ends_at__gt=starts_at,
    )
    return list(rows.exclude(key=invitation.key).order_by("starts_at", "pk")[:_SHOWN])


def span_of(invitation: Invitation) -> tuple[datetime, datetime]:
    """From when until when somebody is there; days are whole days in Vietnam."""
    starts, ends = invitation.starts, invitation.ends
    if isinstance(starts, datetime):
        return starts, ends if isinstance(ends, datetime) else starts + _LENGTH
    last = starts if ends is None else ends
    midnight = datetime.combine(starts, time(), VIETNAM)
    return midnight, datetime.combine(last, time(), VIETNAM) + timedelta(days=1)
