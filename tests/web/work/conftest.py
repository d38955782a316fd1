"""An office at work."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from docflow import consistency
from tests.service.docflow.offices import Office, make_office


@pytest.fixture
def office(db: None, files_dir: Path, memory_store: None) -> Iterator[Office]:
    yield make_office()
    assert list(consistency.find_faults()) == []


@pytest.fixture
def finance(office: Office) -> Office:
    """Sở Tài chính, the other agency."""
    return make_office("STC", "Sở Tài chính")
