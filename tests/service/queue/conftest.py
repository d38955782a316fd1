"""Each queue test begins and ends with an empty spool."""

import pytest

from mailsvc.queue import spool


@pytest.fixture(autouse=True)
def _empty_spool():
    _clear()
    yield
    _clear()


def _clear():
    for name, _at in list(spool.list_files()):
        spool.delete(name)
