"""Mails of members for the tests of this folder."""

import pytest

from mailsvc.base.errors import AppError
from mailsvc.queue.models import QueuedMessage
from mailsvc.smtp.envelope import Envelope, Recipient
from mailsvc.submission.services import Source, accept


def mail(sender, *fields, text="Kính gửi đồng chí.", subject="Báo cáo"):
    lines = [f"From: {sender}", f"Subject: {subject}", *fields, "", text, ""]
    return "\r\n".join(lines).encode()


def send(member, *to, source=Source.WEB, sender=None, fields=(), notify=(), **options):
    address = member.mailbox.address if sender is None else sender
    given = options.pop("content", None)
    people = tuple(Recipient(one, frozenset(notify)) for one in to)
    return accept(
        actor=member.actor,
        envelope=Envelope(address, people),
        content=given or mail(options.pop("header_from", address), *fields),
        source=source,
        **options,
    )


def refused(*args, **options):
    before = QueuedMessage.objects.count()
    with pytest.raises(AppError) as caught:
        send(*args, **options)
    assert QueuedMessage.objects.count() == before
    return caught.value
