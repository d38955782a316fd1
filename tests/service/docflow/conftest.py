"""Every test of docflow ends with its invariants R1–R6."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from docflow import consistency
from tests.service.docflow.offices import Office, make_office


@pytest.fixture(autouse=True)
def files_dir(tmp_path: Path) -> Iterator[Path]:
    with override_settings(FILES_DIR=tmp_path / "files"):
        yield tmp_path / "files"


@pytest.fixture
def office(db: None, files_dir: Path) -> Iterator[Office]:
    """Sở Thông tin và Truyền thông; consistency is checked when the test is over."""
    yield make_office()
    assert list(consistency.find_faults()) == []


@pytest.fixture
def finance(office: Office) -> Office:
    """Sở Tài chính, the other agency."""
    return make_office("STC", "Sở Tài chính")
