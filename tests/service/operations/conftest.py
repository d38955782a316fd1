"""An administrator, and mails that have been through acceptance and delivery."""

from collections.abc import Callable

import pytest

from mailsvc.delivery.transports.base import Outcome
from mailsvc.delivery.worker import run_once
from mailsvc.directory.roles import Role
from mailsvc.queue.models import QueuedRecipient
from tests.factories import Member, make_agency, make_member
from tests.service.delivery import conftest as delivery
from tests.service.delivery.conftest import FakeTransports, queue_mail

REASON = "Huyện Tủa Chùa báo mất điện đến sáng mai"
FAR = "ubnd@tuachua.example"


_empty_spool = delivery._empty_spool


@pytest.fixture
def admin() -> Member:
    return make_member(make_agency(), Role.SYSADMIN, name="Lường Văn Chiến", local="chien")


@pytest.fixture
def hoa(admin: Member) -> Member:
    agency = admin.mailbox.agency
    assert agency is not None
    return make_member(agency, name="Quàng Thị Hoa", local="hoa")


def send(
    sender: str, *to: str, answer: Outcome | Callable[[str], Outcome | None] | None = None
) -> str:
    """A mail in the queue, tried once where `answer` says what the servers say; its trace id."""
    trace_id = queue_mail(sender, *to)
    if answer is not None:
        run_once(FakeTransports(answer if callable(answer) else lambda _: answer))
    return trace_id


def pks(trace_id: str) -> list[int]:
    """The recipients of a mail."""
    return list(QueuedRecipient.objects.filter(message_id=trace_id).values_list("pk", flat=True))
