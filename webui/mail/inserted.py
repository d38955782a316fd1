"""Pictures pasted or dropped into the text of a mail: drawn anew, parts of the mail, named by it.

A picture is known by what it shows: its content id is ours by its form, so that HTML from the page
can name a picture of this mail and nothing else. In a draft all of them stay, whatever the text
says at that moment; what is sent has those that its text shows.
"""

import re
from collections.abc import Iterable
from hashlib import sha256

from django.utils.translation import gettext as _

from mailsvc.base.errors import Invalid, NotFound, Refused, TooLarge
from mailsvc.message.compose import OutgoingFile
from mailsvc.message.parse import part_bytes
from mailsvc.message.view import AttachmentInfo, MessageView
from mailsvc.preview.draw import draw
from mailsvc.preview.kinds import Kind, kind_of
from webui.safehtml.composed import PICTURE, pictures_in

_SOURCE_MAX_BYTES = 15_000_000
_TYPES = frozenset({"image/jpeg", "image/png"})


def take_picture(name: str, content: bytes) -> OutgoingFile:
    """A picture from the page as a part of the mail; nothing of the file itself goes along (where
    a phone took it, what is hidden in it). Invalid for what is no picture, TooLarge.
    """
    if len(content) > _SOURCE_MAX_BYTES:
        raise TooLarge("picture", _("Hình quá lớn (trên 15 MB): đồng chí gửi kèm dưới dạng tệp."))
    if kind_of(content, "") != Kind.PICTURE:
        raise Invalid("picture", _("Chỉ chèn được hình PNG, JPEG, GIF hoặc WebP: %s") % name[:80])
    try:
        drawn = draw(content, Kind.PICTURE, 1)
    except Refused as error:
        raise Invalid("picture", _("Không đọc được hình này: %s") % name[:80]) from error
    key = sha256(drawn.picture).hexdigest()[:32]
    suffix = drawn.mime.rpartition("/")[2]
    return OutgoingFile(f"hinh-{key[:6]}.{suffix}", drawn.picture, drawn.mime, content_id_of(key))


def content_id_of(key: str) -> str:
    """The content id of the picture with this key."""
    return f"{key}@hinh.congvan"


def is_inserted(file: AttachmentInfo) -> bool:
    """Whether a part of a draft is such a picture."""
    return bool(PICTURE.fullmatch(f"cid:{file.content_id}")) and file.content_type in _TYPES


def standing_pictures(view: MessageView, content: bytes) -> list[OutgoingFile]:
    """Those of a draft."""
    return [
        OutgoingFile(f.filename, part_bytes(content, f.index), f.content_type, f.content_id)
        for f in view.attachments
        if is_inserted(f)
    ]


def find_picture(view: MessageView, content: bytes, key: str) -> tuple[bytes, str]:
    """(bytes, type) of one of a draft; NotFound."""
    for file in view.attachments:
        if is_inserted(file) and file.content_id == content_id_of(key):
            return part_bytes(content, file.index), file.content_type
    raise NotFound("picture", _("Không có hình này."))


def all_known(source: str, view: MessageView) -> bool:
    """Whether every picture the HTML names is one of these, so that it can be written on."""
    known = {f"cid:{file.content_id}" for file in view.attachments if is_inserted(file)}
    return source.count("cid:") == len(re.findall(PICTURE, source)) and (
        pictures_in(source) <= known
    )


def shown_in(source: str, pictures: Iterable[OutgoingFile]) -> tuple[OutgoingFile, ...]:
    """Those the HTML shows, each once."""
    wanted = pictures_in(source)
    by_id = {f"cid:{one.content_id}": one for one in pictures}
    return tuple(one for cid, one in by_id.items() if cid in wanted)
