"""A domain of ours with a pair of keys that signs, and the zone that publishes it."""

import shutil
from collections.abc import Iterator, Sequence

import pytest
from django.conf import settings

from mailsvc.directory.actor import SYSTEM
from mailsvc.signing import services
from mailsvc.signing.models import DkimKey
from mailsvc.signing.records import key_text
from tests.factories import Member, make_agency, make_member

DOMAIN = "stttt.dienbien.example"


@pytest.fixture(autouse=True)
def _no_key_files() -> Iterator[None]:
    yield
    shutil.rmtree(settings.SECRETS_DIR / "dkim", ignore_errors=True)


@pytest.fixture
def hoa() -> Member:
    return make_member(make_agency(), name="Quàng Thị Hoa", local="hoa")


@pytest.fixture
def keys(hoa: Member) -> list[DkimKey]:
    made = services.make_keys(SYSTEM, domain=DOMAIN, name="thu")
    return services.activate_keys(SYSTEM, domain=DOMAIN, name=made[0].name)


def texts(keys: Sequence[DkimKey]) -> dict[str, str]:
    """Name → TXT, as `tests.support.mail_dkim` wants them."""
    return {
        f"{key.selector}._domainkey.{key.domain}": key_text(key.algorithm, key.public)
        for key in keys
    }


def zone(keys: Sequence[DkimKey]) -> dict[tuple[str, str], list[str]]:
    """The same as `tests.support.dns_zone` wants them."""
    return {
        (name, "TXT"): [" ".join(f'"{text[n : n + 200]}"' for n in range(0, len(text), 200))]
        for name, text in texts(keys).items()
    }
