"""The list that stands on a page, as it is after an act: for the script that puts it in place."""

from collections.abc import Sequence

from mailsvc.directory.models import Mailbox
from mailsvc.mailstore.values import Folder
from webui.mail.door import Door
from webui.mail.listing import Asked, read_listing
from webui.mail.rail import list_boxes, list_targets
from webui.mail.store import MailSession
from webui.shared.http import WebRequest


def list_again(
    request: WebRequest,
    session: MailSession,
    mailbox: Mailbox,
    asked: Asked,
    folders: Sequence[Folder],
) -> dict[str, object]:
    """For `_place_left.html`, in a mailbox opened for editing; the sentence is the caller's."""
    known = list(folders)
    listing = read_listing(request.actor, session, mailbox, asked, known)
    return {
        "door": Door(mailbox, may_edit=True),
        "listing": listing,
        "tags": listing.labels,
        "targets": list_targets(known, asked.folder),
        "query": asked.query,
        "boxes": list_boxes(mailbox.pk, known, asked.folder),
        "folder": next((f for f in known if f.name == asked.folder), None),
    }
