"""Emptying Trash or Junk: how many that is and that it cannot be undone, then a job."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mailsvc.directory.access import access_mailbox
from mailsvc.jobs import onetime
from webui.mail.emptying import empty_folder, list_lying, require_emptied
from webui.mail.rail import label_of, list_url, make_rail
from webui.mail.store import TRASH, open_store
from webui.shared.http import WebRequest


def empty(request: WebRequest, mailbox_pk: int) -> HttpResponse:
    """`?folder=`: the page that asks; POST with `last`, the newest mail it spoke of, orders it."""
    mailbox = access_mailbox(request.actor, mailbox_pk, to_edit=True)
    asked = request.POST if request.method == "POST" else request.GET
    folder = require_emptied(asked.get("folder", TRASH))
    last = asked.get("last", "")
    with open_store(mailbox) as session:
        folders = session.list_folders()
        is_told = last.isascii() and last.isdecimal() and len(last) < 11
        uids = list_lying(session, folder, int(last) if is_told else None)
    back_url = list_url(mailbox_pk, folder)
    if not uids:
        messages.info(request, _("%(folder)s đang trống.") % {"folder": label_of(folder)})
        return redirect(back_url)
    if request.method == "POST" and is_told:
        job = onetime.enqueue(
            request.actor,
            empty_folder,
            title=_("Dọn sạch %(folder)s") % {"folder": label_of(folder)},
            arguments={
                "mailbox_pk": mailbox.pk,
                "folder": folder,
                "last": uids[-1],
                "total": len(uids),
            },
            back_url=back_url,
        )
        return redirect("jobs:job", job.pk)
    context = {
        "mailbox": mailbox,
        "folder": folder,
        "label": label_of(folder),
        "total": len(uids),
        "last": uids[-1],
        "back_url": back_url,
        "rail": make_rail(request.actor, mailbox, folders, folder),
    }
    return render(request, "mail/empty.html", context)
