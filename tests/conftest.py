"""Every test process gets its own CV_VAR, so nothing touches the developer's data."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests.support.database import cheap_flush
from tests.support.prepared import make_tables

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
    # How long a machine takes for an example says nothing of the example.
    patient = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
    hypothesis_settings.register_profile("patient", **patient)
    hypothesis_settings.load_profile("patient")


def pytest_unconfigure() -> None:
    shutil.rmtree(_VAR, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """On SQLite the database is there already; it goes with the process's CV_VAR."""
    from django.db import connection

    return connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, django_db_keepdb: bool
) -> None:
    """On SQLite the tests begin with a copy of the tables; `migrate` then finds nothing new."""
    from django.db import connection

    if django_db_keepdb:
        make_tables(Path(connection.creation._get_test_db_name()))


@pytest.fixture(scope="session", autouse=True)
def _flush_is_only_a_flush() -> Iterator[None]:
    """After a flush Django writes content types and permissions anew, one commit each, which cost
    a third of all tests' time; none reads them.
    """
    with (
        mock.patch("django.core.management.commands.flush.emit_post_migrate_signal"),
        cheap_flush(),
    ):
        yield


@pytest.fixture(scope="session", autouse=True)
def _calendar_is_known() -> None:
    """As if just asked for: a page counts the same queries, whichever test is first."""
    import time

    from mailsvc.workdays import selectors

    selectors._asked_at = time.monotonic()


@pytest.fixture(autouse=True)
def _own_language() -> None:
    """Each test begins in the language of the settings, whatever one before it asked for."""
    from django.utils.translation import deactivate

    deactivate()


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
