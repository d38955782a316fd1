"""The administrator's browser, and mails that wait for far places."""

from collections.abc import Callable

import pytest
from django.test import Client

from mailsvc.delivery.transports.base import deferred
from mailsvc.directory.actor import Actor
from mailsvc.queue.models import QueuedRecipient
from tests.factories import Member
from tests.service.operations import conftest as shared
from tests.service.operations.conftest import send

admin = shared.admin
hoa = shared.hoa
_empty_spool = shared._empty_spool

PLACES = ("vanthu@tuachua.example", "ubnd@tuachua.example", "vanthu@nampo.example")


@pytest.fixture
def mail(hoa: Member) -> str:
    """One mail to three recipients, tried once in vain; its trace id."""
    return send(
        hoa.mailbox.address,
        *PLACES,
        answer=deferred("4.4.1", "connection failed", remote="mail.xa.example"),
    )


@pytest.fixture
def browser(admin: Member, sign_in: Callable[[Actor], Client]) -> Client:
    return sign_in(admin.actor)


def text_of(browser: Client, url: str) -> str:
    """A page with its white space made one."""
    response = browser.get(url)
    assert response.status_code == 200, url
    return " ".join(response.content.decode().split())


def pk_of(address: str) -> int:
    return QueuedRecipient.objects.get(address=address).pk


def states() -> dict[str, str]:
    return dict(QueuedRecipient.objects.filter(kind="deliver").values_list("address", "state"))
