"""What a mail says, as values: the answer of `parse`."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Address:
    """A name and an address; either may be empty in what others send."""

    name: str
    address: str

    def __str__(self) -> str:
        if self.name and self.address:
            return f"{self.name} <{self.address}>"
        return self.address or self.name


@dataclass(frozen=True)
class AttachmentInfo:
    """A part that is not the text. `index` is its place in `attachments` and for `part_bytes`."""

    index: int
    filename: str
    content_type: str
    size: int
    content_id: str
    is_inline: bool


@dataclass(frozen=True)
class MessageView:
    """A mail for people: clean strings only; `date` is aware UTC, None without a good one."""

    subject: str
    from_: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    bcc: tuple[Address, ...]
    reply_to: tuple[Address, ...]
    date: datetime | None
    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    text: str
    html: str
    attachments: tuple[AttachmentInfo, ...]
    headers: tuple[tuple[str, str], ...]

    def header(self, name: str) -> str:
        """The first header field of that name, "" when there is none."""
        key = name.casefold()
        return next((value for field, value in self.headers if field == key), "")
