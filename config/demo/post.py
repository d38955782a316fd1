"""Putting the sample mails into Dovecot: Sent of the writer, inbox of the readers.

A mailbox is done when the marker says so. Stopped half-way, the next load goes on with the same
plan and passes over messages that are there, known by subject and time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from config.demo.correspondents import Correspondent, list_offices
from config.demo.letters import Render, render_letter
from config.demo.mails import plan_mails
from config.demo.marker import Marker
from config.demo.pen import Mail
from config.demo.people import plan_workers
from mailsvc.directory.models import Mailbox
from mailsvc.directory.selectors import find_mailbox
from mailsvc.mailstore.session import Session, open_session
from mailsvc.mailstore.users import render_users
from mailsvc.mailstore.values import FolderRole
from mailsvc.message.compose import OutgoingFile, OutgoingMessage, compose
from mailsvc.message.view import Address

_INBOX, _SENT = "INBOX", "Sent"
_FOLDERS = {FolderRole.INBOX: _INBOX, FolderRole.SENT: _SENT}
_MANY = 500


@dataclass(frozen=True)
class Copy:
    """A mail in one folder of one mailbox."""

    mail: Mail
    folder: str
    flags: tuple[str, ...]


def load_mails(marker: Marker) -> int:
    """Fill the mailboxes that are not done; how many messages. StoreUnavailable without Dovecot."""
    workers = plan_workers(settings.MAIL_DOMAIN)
    first, second = list_offices(workers, settings.MAIL_DOMAIN)
    owners = (*first.people, first.official, *second.people, second.official, first.administrator)
    waiting = [owner.address for owner in owners if owner.address not in marker.mailboxes]
    if not waiting:
        return 0
    render_users()
    mails = plan_mails(workers, settings.MAIL_DOMAIN, marker.today)
    writer = Writer(mails)
    marker.save()
    count = 0
    for address in waiting:
        mailbox = find_mailbox(address)
        assert mailbox is not None, "the directory is loaded first"
        count += _fill(mailbox, _copies(mails, address), writer)
        marker.mailboxes.append(address)
        marker.save()
    return count


def _copies(mails: list[Mail], address: str) -> list[Copy]:
    answered = {mail.answers for mail in mails if mail.sender.address == address}
    copies = []
    for mail in sorted(mails, key=lambda mail: mail.sent_at):
        if mail.sender.address == address:
            copies.append(Copy(mail, _SENT, ("\\Seen",)))
        if address in {person.address for person in mail.to}:
            copies.append(Copy(mail, _INBOX, tuple(_marks(mail, mail.number in answered))))
    return copies


def _marks(mail: Mail, is_answered: bool) -> Iterator[str]:
    if mail.is_read or is_answered:
        yield "\\Seen"
    if is_answered:
        yield "\\Answered"
    if mail.is_flagged:
        yield "\\Flagged"


def _fill(mailbox: Mailbox, copies: list[Copy], writer: "Writer") -> int:
    with open_session(mailbox) as session:
        there = _list_there(session)
        missing = [copy for copy in copies if _key(copy) not in there]
        for copy in missing:
            at = copy.mail.sent_at + timedelta(seconds=3)
            session.append(copy.folder, writer.bytes_of(copy.mail), copy.flags, at)
    return len(missing)


def _list_there(session: Session) -> set[tuple[str, str, datetime]]:
    """What an interrupted load has left in the folders it writes to."""
    found = set()
    for folder in session.list_folders():
        if folder.role in _FOLDERS and folder.total:
            rows = session.list_page(folder.name, 1, _MANY).rows
            found |= {(_FOLDERS[folder.role], _bare(row.subject), row.sent_at) for row in rows}
    return found


def _key(copy: Copy) -> tuple[str, str, datetime]:
    return copy.folder, _bare(copy.mail.subject), copy.mail.sent_at


def _bare(subject: str) -> str:
    """Blanks may move where a long header is folded."""
    return "".join(subject.split())


class Writer:
    """Composes each mail once, though several mailboxes hold it."""

    def __init__(self, mails: list[Mail], *, render: Render = render_letter) -> None:
        self._render = render
        self._mails = {mail.number: mail for mail in mails}
        self._made: dict[int, bytes] = {}

    def bytes_of(self, mail: Mail) -> bytes:
        if mail.number not in self._made:
            self._made[mail.number] = self._compose(mail)
        return self._made[mail.number]

    def _compose(self, mail: Mail) -> bytes:
        files: tuple[OutgoingFile, ...] = ()
        if mail.letter is not None:
            pdf = self._render(mail.letter)
            files = (OutgoingFile(mail.letter.filename, pdf, "application/pdf"),)
        answered = message_id(self._mails[mail.answers]) if mail.answers else ""
        return compose(
            OutgoingMessage(
                from_=_address(mail.sender),
                to=tuple(_address(person) for person in mail.to),
                subject=mail.subject,
                text=mail.text,
                html=mail.html,
                date=mail.sent_at,
                message_id=message_id(mail),
                in_reply_to=answered,
                references=(answered,) if answered else (),
                files=files,
            )
        )


def message_id(mail: Mail) -> str:
    """RFC 5322 §3.6.4; the same in every load."""
    return f"<minh-hoa-{mail.number:04}@{settings.HOST_NAME}>"


def _address(person: Correspondent) -> Address:
    return Address(person.name, person.address)
