"""What page tests share: a fresh file store, a mail store in memory, signed-in browsers."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client, override_settings

from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Account
from tests.support.memory_store import MemoryStore
from webui.mail.store import using


@pytest.fixture
def sign_in() -> Callable[[Actor], Client]:
    """A browser of this person; server errors are raised in the test."""

    def signed_in(actor: Actor) -> Client:
        client = Client()
        client.force_login(
            Account.objects.get(pk=actor.account_pk), "webui.shared.login.DirectoryBackend"
        )
        return client

    return signed_in


@pytest.fixture
def files_dir(tmp_path: Path) -> Iterator[Path]:
    with override_settings(FILES_DIR=tmp_path / "files"):
        yield tmp_path / "files"


@pytest.fixture
def store() -> Iterator[MemoryStore]:
    """Mailboxes in memory, empty at the start."""
    memory = MemoryStore()
    with using(memory.open):
        yield memory
