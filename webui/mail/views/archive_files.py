"""All files of a mail in one .zip."""

import io
import zipfile
from pathlib import PurePath

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from mailsvc.base.errors import NotFound
from mailsvc.message import parse
from mailsvc.message.filenames import clean_filename
from mailsvc.message.parse import part_bytes
from webui.mail.door import open_door
from webui.mail.listing import read_asked
from webui.mail.store import open_store
from webui.mail.views.attachment import SAVED
from webui.shared.http import WebRequest

_FILES = 200


def archive_files(request: WebRequest, mailbox_pk: int, uid: int) -> HttpResponse:
    """NotFound for a mail without files; two files of one name get numbers."""
    door = open_door(request.actor, mailbox_pk)
    with open_store(door.mailbox) as session:
        content = session.fetch(read_asked(request).folder, uid).content
    view = parse(content)
    if not view.attachments:
        raise NotFound("attachment", "Thư này không có tệp kèm.")
    out = io.BytesIO()
    taken: set[str] = set()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in view.attachments[:_FILES]:
            archive.writestr(_free_name(file.filename, taken), part_bytes(content, file.index))
    name = clean_filename(view.subject) or f"thu-{uid}"
    disposition = content_disposition_header(as_attachment=True, filename=f"{name}.zip")
    headers = SAVED | {"Content-Disposition": disposition or "attachment"}
    return HttpResponse(out.getvalue(), content_type="application/zip", headers=headers)


def _free_name(name: str, taken: set[str]) -> str:
    """Systems that know no capitals must not write one file over another."""
    path, found, number = PurePath(name), name, 1
    while found.casefold() in taken:
        number += 1
        found = f"{path.stem} ({number}){path.suffix}"
    taken.add(found.casefold())
    return found
