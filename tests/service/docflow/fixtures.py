"""Two offices made once per module and given to each test fresh; quick printing."""

from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from docflow.printing.pdf import print_pdf, printing_with
from tests.service.docflow.offices import Office, make_office

Offices = tuple[Office, Office]

# Most tests print the same few pages: each different one is really made, once.
_print_once = cache(print_pdf)


@pytest.fixture(scope="module")
def standing_offices(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Offices]:
    """Both, in a transaction around those of the module's tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = make_office(), make_office("STC", "Sở Tài chính")
        with django_db_blocker.block():
            yield made
        transaction.set_rollback(True)


@pytest.fixture
def offices(db: None, files_dir: Path, standing_offices: Offices) -> Iterator[Offices]:
    """Copies: what a test does to the objects is forgotten like what it does to the rows."""
    with printing_with(_print_once):
        yield deepcopy(standing_offices)


@pytest.fixture
def finance(offices: Offices, office: Office) -> Office:
    """Sở Tài chính, the other agency."""
    return offices[1]


@pytest.fixture
def files_dir(tmp_path: Path) -> Iterator[Path]:
    with override_settings(FILES_DIR=tmp_path / "files"):
        yield tmp_path / "files"
