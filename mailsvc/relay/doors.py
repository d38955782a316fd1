"""What the dialogue asks of the rest of the system, as one value: the seam for tests."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol

from mailsvc.authn.services import Facts
from mailsvc.directory.access import SenderRight
from mailsvc.directory.actor import Actor
from mailsvc.queue.orders import NewMessage
from mailsvc.sites.rules import Guest
from mailsvc.smtp.envelope import Recipient
from mailsvc.submission.hooks.verdict import Subject
from mailsvc.submission.policy import Source
from mailsvc.submission.resolution import Resolution
from mailsvc.submission.senders import Act


class CheckRecipient(Protocol):
    def __call__(
        self,
        address: str,
        *,
        source: Source,
        actor: Actor,
        size_bytes: int | None,
        guest: Guest | None = None,
    ) -> Resolution: ...


class CheckSender(Protocol):
    def __call__(self, actor: Actor, address: str, *, source: Source) -> SenderRight | None: ...


class Admit(Protocol):
    def __call__(self, subject: Subject, *, actor: Actor, source: Source, asked: int) -> bytes: ...


@dataclass(frozen=True)
class Doors:
    """All but `submit` may block and are called in threads."""

    check_recipient: CheckRecipient
    check_sender: CheckSender
    authenticate: Callable[[str, str], Actor]
    find_taken: Callable[[str], dict[str, str]]
    authenticate_site: Callable[[str, str], Guest]
    check_site_sender: Callable[[Guest, str], None]
    authenticate_mail: Callable[[bytes, str, str, str], Facts]
    admit: Admit
    note_use: Callable[[Actor, NewMessage], None]
    note_acts: Callable[[Actor, str, Sequence[Act]], None]
    list_domains: Callable[[], frozenset[str]]
    report_groups: Callable[[NewMessage, Sequence[Recipient]], None]
    submit: Callable[[NewMessage], "asyncio.Future[str] | Future[str]"]
