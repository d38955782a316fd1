"""A mailbox in memory, its index, and a way to bring it up to date."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.core.cache import cache

from mailsvc.mailindex import selectors, sync
from mailsvc.mailindex.consistency import check
from mailsvc.mailindex.engine import Engine, drop_index, open_engine
from mailsvc.mailstore.query import read_query
from tests.factories import Member, make_agency, make_member
from tests.support.memory_store import MemorySession, MemoryStore


@dataclass
class Desk:
    """One person's mailbox and index."""

    member: Member
    store: MemoryStore
    engine: Engine

    @property
    def session(self) -> MemorySession:
        return self.store.session(self.member.mailbox.address)

    def put(self, content: bytes, folder: str = "INBOX", flags=()) -> int:
        return self.store.put(self.member.mailbox, content, folder, flags)

    def refresh(self, most: int = 10_000) -> None:
        sync.refresh(self.engine, self.session, most=most)
        while sync.read_texts(self.engine, self.session, most=100):
            pass
        assert check(self.engine) == []

    def find(self, typed: str, folders=("INBOX", "Sent")) -> list[str]:
        found = selectors.find(self.engine, read_query(typed), folders)
        assert found.total == len(found.hits)
        return [hit.row.subject for hit in found.hits]


@pytest.fixture(autouse=True)
def _nothing_said_before() -> None:
    cache.clear()


@pytest.fixture
def desk(db) -> Iterator[Desk]:
    member = make_member(make_agency(), name="Quàng Thị Hoa", local="hoa")
    drop_index(member.mailbox.pk)
    with open_engine(member.mailbox.pk, member.mailbox.address) as engine:
        yield Desk(member, MemoryStore(), engine)
    drop_index(member.mailbox.pk)
