"""What is said after "send", with the button that takes it back."""

from django.contrib import messages
from django.template.loader import render_to_string

from mailsvc.base.clock import VIETNAM
from webui.mail.outgoing import Written
from webui.shared.http import WebRequest


def tell_sent(request: WebRequest, written: Written, *, undo_s: int) -> None:
    """On the next page; a button that is pressed too late says so."""
    send_at = written.send_at.astimezone(VIETNAM) if written.send_at else None
    facts = {
        "trace_id": written.trace_id,
        "mailbox": written.mailbox,
        "send_at": send_at,
        "undo_s": undo_s,
    }
    # Rendered here: the session keeps safe text as safe, and each page shows it as it is.
    messages.success(request, render_to_string("mail/_sent_notice.html", facts, request))
