"""The collector of a process that is ready."""

import gc
import weakref

import pytest

from mailsvc.base.garbage import keep_what_is_loaded


class Ring:
    """Only the collector can free it."""

    def __init__(self):
        self.me = self


@pytest.fixture
def ready():
    keep_what_is_loaded()
    yield
    gc.unfreeze()


def test_what_is_loaded_is_not_looked_at_again(ready):
    assert gc.get_freeze_count() > 1000
    assert len(gc.get_objects()) < 1000


def test_what_is_made_later_is_freed(ready):
    ring = weakref.ref(Ring())
    assert ring() is not None
    gc.collect()
    assert ring() is None
