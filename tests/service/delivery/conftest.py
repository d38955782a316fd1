"""Mail in the queue, and transports that answer as a test wants."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from mailsvc.delivery.groups import Group
from mailsvc.delivery.transports.base import OpenContent, Outcome, OutcomeKind
from mailsvc.directory.actor import SYSTEM
from mailsvc.queue import spool
from mailsvc.smtp.envelope import Envelope, Recipient
from mailsvc.submission.services import Source, accept
from tests.factories import Member, make_agency, make_member

DELIVERED = Outcome(OutcomeKind.DELIVERED, 250, "2.0.0", "ok")


@dataclass
class FakeTransports:
    """`says` gives the outcome by address, or raises; `None` leaves the recipient out."""

    says: Callable[[str], Outcome | None] = lambda _: DELIVERED
    sent: list[tuple[str, Envelope, bytes]] = field(default_factory=list)

    def __call__(self, group: Group) -> "FakeTransports":
        self._way = group.route.way.value
        return self

    def deliver(self, envelope: Envelope, open_content: OpenContent) -> dict[str, Outcome]:
        found = {one.address: self.says(one.address) for one in envelope.recipients}
        self.sent.append((self._way, envelope, open_content().read()))
        return {address: outcome for address, outcome in found.items() if outcome}


@pytest.fixture(autouse=True)
def _empty_spool() -> Iterator[None]:
    yield
    for name, _ in list(spool.list_files()):
        spool.delete(name)


@pytest.fixture
def hoa() -> Member:
    return make_member(make_agency(), name="Quàng Thị Hoa", local="hoa")


@pytest.fixture
def nam(hoa: Member) -> Member:
    agency = hoa.mailbox.agency
    assert agency is not None
    return make_member(agency, name="Lò Văn Nam", local="nam")


def queue_mail(
    sender: str,
    *to: str | Recipient,
    source: Source = Source.SYSTEM,
    subject: str = "Giay moi",
    is_urgent: bool = False,
    not_before: datetime | None = None,
) -> str:
    """A mail from `sender` ("" is the null sender) in the queue; its trace id."""
    recipients = tuple(Recipient(one) if isinstance(one, str) else one for one in to)
    content = f"From: <{sender}>\r\nMessage-ID: <thu1@x>\r\nSubject: {subject}\r\n\r\nthu\r\n"
    return accept(
        actor=SYSTEM,
        envelope=Envelope(sender, recipients),
        content=content.encode(),
        source=source,
        is_urgent=is_urgent,
        not_before=not_before,
    ).trace_id
