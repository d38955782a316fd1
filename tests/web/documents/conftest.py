"""An office at work, its invariants checked when the test is over."""

from collections.abc import Iterator

import pytest

from docflow import consistency
from tests.service.docflow import fixtures
from tests.service.docflow.fixtures import Offices
from tests.service.docflow.offices import Office
from tests.support.memory_store import MemoryStore

standing_offices = fixtures.standing_offices
offices = fixtures.offices
finance = fixtures.finance


@pytest.fixture
def office(offices: Offices, store: MemoryStore) -> Iterator[Office]:
    yield offices[0]
    assert list(consistency.find_faults()) == []
