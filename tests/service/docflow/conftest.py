"""Every test of docflow ends with its invariants R1–R6."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from docflow import consistency
from tests.service.docflow import fixtures
from tests.service.docflow.fixtures import Offices
from tests.service.docflow.offices import Office

standing_offices = fixtures.standing_offices
offices = fixtures.offices
finance = fixtures.finance
files_dir = fixtures.files_dir


@pytest.fixture(autouse=True)
def own_files(files_dir: Path) -> None:
    """No test of docflow writes into the files of another."""


@pytest.fixture
def office(offices: Offices) -> Iterator[Office]:
    """Sở Thông tin và Truyền thông; consistency is checked when the test is over."""
    yield offices[0]
    assert list(consistency.find_faults()) == []
