"""Filling beside the pages; who may open and who may throw away."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.cache import cache

from mailsvc.base import clock
from mailsvc.base.errors import Forbidden, NotFound, StoreUnavailable
from mailsvc.directory.actor import SYSTEM
from mailsvc.mailindex import consistency, services
from mailsvc.mailindex.access import open_index
from mailsvc.mailindex.models import IndexedMailbox
from tests.factories import make_member
from tests.protocol.mailstore.mails import make_mail
from tests.service.mailindex.conftest import Desk

pytestmark = pytest.mark.db_bound


def test_a_wanted_mailbox_is_filled_and_then_left_alone(desk: Desk) -> None:
    for n in range(30):
        desk.put(make_mail(f"Thư {n}", text=f"Nội dung {n}"))
    services.want(desk.member.mailbox)
    assert services.run_fill(desk.store.open) >= 1
    assert desk.find('nd:"nội dung 7"') == ["Thư 7"]
    job = IndexedMailbox.objects.get()
    assert (job.due_at, job.missing, job.last_error) == (None, 0, "")
    assert services.run_fill(desk.store.open) == 0
    assert consistency.find_problems() == []


def test_wanting_again_makes_it_due_but_only_after_a_while(desk: Desk) -> None:
    services.want(desk.member.mailbox)
    services.run_fill(desk.store.open)
    services.want(desk.member.mailbox)
    assert IndexedMailbox.objects.get().due_at is None
    cache.clear()
    services.want(desk.member.mailbox)
    assert IndexedMailbox.objects.get().due_at is not None


def test_a_store_that_is_down_puts_the_mailbox_off(desk: Desk) -> None:
    services.want(desk.member.mailbox)
    desk.store.is_down = True
    services.run_fill(desk.store.open)
    job = IndexedMailbox.objects.get()
    assert job.last_error == "imap"
    assert job.due_at is not None and job.due_at > clock.now() + timedelta(minutes=5)


def test_a_slice_ends_and_the_next_goes_on(desk: Desk) -> None:
    for n in range(200):
        desk.put(make_mail(f"Thư {n}"))
    services.want(desk.member.mailbox)
    services.run_fill(desk.store.open, slice_s=0.001)
    job = IndexedMailbox.objects.get()
    assert job.due_at is not None and job.missing == 120
    services.run_fill(desk.store.open)
    assert IndexedMailbox.objects.get().missing == 0


def test_a_claimed_mailbox_is_not_taken_twice(desk: Desk) -> None:
    services.want(desk.member.mailbox)
    inner: list[int] = []

    @contextmanager
    def opener(mailbox):
        inner.append(services.run_fill(desk.store.open))
        raise StoreUnavailable("imap", "Kho thư tạm thời không trả lời.")
        yield

    assert services.run_fill(opener) == 1
    assert inner == [0]


def test_only_who_may_read_the_mailbox_opens_its_index(desk: Desk) -> None:
    with open_index(desk.member.actor, desk.member.mailbox.pk) as engine:
        assert engine.mailbox_pk == desk.member.mailbox.pk
    stranger = make_member(desk.member.mailbox.agency, name="Sùng A Páo", local="pao")
    with pytest.raises(NotFound), open_index(stranger.actor, desk.member.mailbox.pk):
        pass
    with pytest.raises(NotFound), open_index(SYSTEM, desk.member.mailbox.pk):
        pass


def test_only_an_administrator_throws_an_index_away(desk: Desk) -> None:
    desk.put(make_mail("Thư"))
    desk.refresh()
    with pytest.raises(Forbidden):
        services.rebuild(desk.member.actor, mailbox=desk.member.mailbox)
    assert desk.find("thư") == ["Thư"]
    services.rebuild(SYSTEM, mailbox=desk.member.mailbox)
    services.run_fill(desk.store.open)
    with open_index(desk.member.actor, desk.member.mailbox.pk) as engine:
        assert engine.rows("SELECT count(*) FROM mailindex_message") == [(1,)]


def test_an_index_nobody_looked_into_is_forgotten(desk: Desk) -> None:
    services.want(desk.member.mailbox)
    assert services.forget_gone() == 0
    IndexedMailbox.objects.update(wanted_at=clock.now() - timedelta(days=91))
    assert services.forget_gone() == 1
    assert not IndexedMailbox.objects.exists()
