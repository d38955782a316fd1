"""Every test process gets its own CV_VAR, so nothing touches the developer's data."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.support.dovecot import RunningDovecot

# pytest-django has read tests.settings already; programs that tests start get the product's.
_VAR = Path(os.environ["CV_VAR"])
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"


def pytest_configure() -> None:
    from django.conf import settings

    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


def pytest_unconfigure() -> None:
    shutil.rmtree(_VAR, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def _calendar_is_known() -> None:
    """As if just asked for: a page counts the same queries, whichever test is first."""
    import time

    from mailsvc.workdays import selectors

    selectors._asked_at = time.monotonic()


@pytest.fixture
def var_dir() -> Iterator[Path]:
    """The process's CV_VAR."""
    yield _VAR


@pytest.fixture(scope="session")
def running_dovecot() -> "Iterator[RunningDovecot]":
    """A real, private Dovecot under the process's CV_VAR (tests/support/dovecot.py)."""
    from tests.support.dovecot import start_dovecot

    with start_dovecot() as running:
        yield running
