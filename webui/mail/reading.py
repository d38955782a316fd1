"""A mail as the reading pane shows it."""

import re
from base64 import b64encode
from dataclasses import dataclass

from mailsvc.base.memory import Memory
from mailsvc.message import parse
from mailsvc.message.filenames import is_risky
from mailsvc.message.parse import part_bytes
from mailsvc.message.view import AttachmentInfo, MessageView
from mailsvc.preview.kinds import may_show
from webui.safehtml import frame
from webui.safehtml.links import Link

_INTRODUCTION = re.compile(r"(viết|wrote):$|^-+ ?(Thư gốc|Original Message)")
_SHOWN_CHARS = 200_000
_LINKED_CHARS = 20_000
_INLINE_MAX_BYTES = 2_000_000
_kept: Memory[bytes, "Reading"] = Memory(limit=48 * 1024 * 1024)  # bytes of mails
_RASTER = frozenset({"image/png", "image/gif", "image/jpeg", "image/webp", "image/bmp"})


@dataclass(frozen=True)
class ShownFile:
    """A file beside the text: whether it can be looked at here, whether it runs something."""

    info: AttachmentInfo
    may_show: bool
    is_risky: bool


@dataclass(frozen=True, eq=False)
class Reading:
    """The parts of the page: text split from its quotation, files, what the frame will hold.

    Read once of each mail, and compared by that: a mail is too long to be a key.
    """

    view: MessageView
    own_text: str
    quoted: str
    has_links: bool
    is_cut: bool
    files: tuple[ShownFile, ...]
    has_pdf: bool
    blocked: int
    frame_height: int
    links: tuple[Link, ...] = ()  # of the HTML


def read_mail(content: bytes) -> Reading:
    """Total, as `parse` is; the same bytes read the same, so they are read once."""
    found = _kept.get(content)
    if found is None:
        found = _read(content)
        _kept.put(content, found, 2 * len(content))
    return found


def _read(content: bytes) -> Reading:
    view = parse(content)
    shown = frame.build(view.html, inline_pictures(content, view)) if view.html else None
    own, quoted = split_quotation(view.text[:_SHOWN_CHARS])
    files = tuple(f for f in view.attachments if not _is_in_frame(f, view))
    return Reading(
        view=view,
        own_text=own,
        quoted=quoted,
        has_links=len(view.text) < _LINKED_CHARS,
        is_cut=len(view.text) > _SHOWN_CHARS,
        files=tuple(_shown(file) for file in files),
        has_pdf=any(is_pdf(file) for file in files),
        blocked=shown.blocked if shown else 0,
        frame_height=_height(view.text, pictures=len(view.attachments) - len(files)),
        links=shown.links if shown else (),
    )


def inline_pictures(content: bytes, view: MessageView) -> dict[str, str]:
    """Content id → data: image, for pictures the HTML names and that are not too large."""
    return {
        file.content_id: _data_url(file, part_bytes(content, file.index))
        for file in view.attachments
        if _is_in_frame(file, view)
    }


def is_pdf(file: AttachmentInfo) -> bool:
    """By type or, as many senders name no type, by name."""
    return file.content_type == "application/pdf" or file.filename.casefold().endswith(".pdf")


def split_quotation(text: str) -> tuple[str, str]:
    """The own words and the quoted mail at the end, which a reader has seen before."""
    lines = text.rstrip().split("\n")
    start = len(lines)
    while start and (lines[start - 1].startswith(">") or not lines[start - 1].strip()):
        start -= 1
    if not any(line.startswith(">") for line in lines[start:]):
        return text, ""
    if start and _INTRODUCTION.search(lines[start - 1].strip()):
        start -= 1
    own = "\n".join(lines[:start]).rstrip()
    return (own, "\n".join(lines[start:]).strip()) if own else (text, "")


def _shown(file: AttachmentInfo) -> ShownFile:
    return ShownFile(file, may_show(file.content_type, file.filename), is_risky(file.filename))


def _is_in_frame(file: AttachmentInfo, view: MessageView) -> bool:
    return (
        file.is_inline
        and file.content_type in _RASTER
        and file.size <= _INLINE_MAX_BYTES
        and f"cid:{file.content_id}" in view.html
    )


def _data_url(file: AttachmentInfo, content: bytes) -> str:
    return f"data:{file.content_type};base64,{b64encode(content).decode('ascii')}"


def _height(text: str, *, pictures: int) -> int:
    """One of six heights: the frame has no origin of ours, so it cannot be measured."""
    lines = sum(1 + len(line) // 90 for line in text[:_LINKED_CHARS].split("\n")) + 8 * pictures
    return next((n for n, most in enumerate((6, 14, 26, 45, 80), 1) if lines <= most), 6)
