"""The wire: real servers and clocks of their own, on a machine that does much else."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A failed one is tried once more, and named as RERUN at the end."""
    for item in items:
        if "tests/protocol" in str(item.path):
            item.add_marker(pytest.mark.flaky(reruns=1))
