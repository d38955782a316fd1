"""The preferences as a value."""

from dataclasses import dataclass

from mailsvc.preferences.models import (
    Digest,
    Notices,
    PageLength,
    Receipts,
    TextSize,
    Theme,
    UndoSend,
)


@dataclass(frozen=True)
class Wishes:
    """What a person wants; the defaults are those of a person who never asked."""

    theme: str = Theme.AUTO.value
    text_size: str = TextSize.NORMAL.value
    page_length: int = PageLength.MIDDLE.value
    undo_send_s: int = UndoSend.MIDDLE.value
    receipts: str = Receipts.ASK.value
    # On the screen of a computer that others may see: off until asked for.
    notices: str = Notices.NEVER.value
    # Bare letters; off by default, because Telex typing would set them off.
    has_letter_shortcuts: bool = False
    digest: str = Digest.DAILY.value
    # The weekly warnings about the figures; comes only to who keeps them or leads an agency.
    wants_warnings: bool = True
