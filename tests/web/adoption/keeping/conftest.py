"""Who keeps the figures, and browsers of others."""

from collections.abc import Callable

import pytest
from django.test import Client

from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Agency
from mailsvc.directory.roles import Role
from tests import factories

SignIn = Callable[[Actor], Client]


@pytest.fixture
def treasury() -> Agency:
    return factories.make_agency("STC", "Sở Tài chính")


@pytest.fixture
def keeper(sign_in: SignIn) -> Client:
    """The statistics officer's browser."""
    agency = factories.make_agency("STTTT", "Sở Thông tin và Truyền thông")
    return sign_in(factories.make_member(agency, Role.STATISTICIAN).actor)


def text_of(response: object) -> str:
    """A page's text with single blanks."""
    content: bytes = response.content
    return " ".join(content.decode().split())
