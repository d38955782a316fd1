"""The mail place: one's own inbox, or the first shared one."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from mailsvc.directory.access import list_open_mailboxes
from webui.shared.http import WebRequest


def home(request: WebRequest) -> HttpResponse:
    """To the list; a sentence for people without any mailbox."""
    mailboxes = list_open_mailboxes(request.actor)
    if not mailboxes:
        return render(request, "mail/none.html")
    return redirect("mail:list", mailboxes[0].pk)
