"""A mail through the store's LMTP socket, as delivery hands it over."""

import smtplib
from email.message import EmailMessage

from django.conf import settings

from mailsvc.directory.models import Mailbox


def deliver(
    mailbox: Mailbox, *, subject: str, sender: str, disposition: str = "", copy: str = ""
) -> None:
    """Handed over when this returns."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, mailbox.address, subject
    if copy:
        message["Cc"] = copy
    message.set_content("Nội dung.")
    if disposition:
        message.add_attachment(
            b"%PDF-1.4", maintype="application", subtype="pdf", disposition=disposition
        )
    with smtplib.LMTP(settings.LMTP_ADDRESS) as store:
        refused = store.send_message(message, "nguoi-gui@vp.example", [mailbox.address])
    assert not refused
