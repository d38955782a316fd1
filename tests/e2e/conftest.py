"""The product with the demo province, started once; a real browser."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.support.browser import chromium
from tests.support.product import Product


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/e2e" in str(item.path):
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def short_folder() -> Iterator[Path]:
    """A folder with a short path: unix sockets hold 108 bytes."""
    folder = Path(tempfile.mkdtemp(prefix="cve-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def new_folder(short_folder: Path) -> Path:
    """A folder that no other test, nor an earlier try of this one, has written to."""
    return Path(tempfile.mkdtemp(dir=short_folder))


@pytest.fixture(scope="session")
def product(short_folder: Path) -> Iterator[Product]:
    running = Product(Path(tempfile.mkdtemp(dir=short_folder)))
    running.prepare()
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running
