"""`record`: idempotent, order-free, by the local day, never in the way of what it counts."""

import random
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection

from mailsvc.directory.actor import SYSTEM, Actor
from mailsvc.usage import services
from mailsvc.usage.bits import Mark
from mailsvc.usage.models import DirtyPeriod, PersonMonth
from mailsvc.usage.services import UsageKind, record
from tests import factories
from tests.service.usage.support import WORKING, Capture, at

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]


@pytest.fixture
def actor() -> Actor:
    return factories.make_member(factories.make_agency()).actor


def rows() -> list[tuple[int, int, int, int, int]]:
    return list(
        PersonMonth.objects.order_by("person_id", "ym").values_list(
            "ym", "read_days", "write_days", "process_days", "delegated_days"
        )
    )


def test_nothing_is_written_before_the_commit(actor: Actor) -> None:
    record(actor, UsageKind.READ, at=at(WORKING[0]))
    assert rows() == []


def test_each_class_has_its_own_bits(
    actor: Actor, django_capture_on_commit_callbacks: Capture
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        record(actor, UsageKind.READ, at=at(date(2009, 11, 2)))
        record(actor, UsageKind.WRITE, at=at(date(2009, 11, 3)))
        record(actor, UsageKind.PROCESS, at=at(date(2009, 11, 30)), is_delegated=True)
    assert rows() == [(200911, 1 << 1, 1 << 2, 1 << 29, 1 << 29)]


def test_a_thousand_replays_change_nothing(
    actor: Actor, django_capture_on_commit_callbacks: Capture
) -> None:
    mark = Mark(actor.person_pk or 0, date(2009, 11, 3), UsageKind.READ)
    services.write_marks([mark])
    before = rows()
    services.write_marks([mark] * 1000)
    assert rows() == before


def test_order_does_not_matter(actor: Actor) -> None:
    marks = [Mark(actor.person_pk or 0, day, kind) for day in WORKING for kind in UsageKind]
    services.write_marks(marks)
    in_order = rows()
    PersonMonth.objects.all().delete()
    random.Random(20091222).shuffle(marks)
    for mark in marks:
        services.write_marks([mark])
    assert rows() == in_order


@pytest.mark.parametrize(
    ("instant", "month", "bit"),
    [
        pytest.param(datetime(2009, 11, 30, 16, 59, 59, tzinfo=UTC), 200911, 29, id="23:59:59"),
        pytest.param(datetime(2009, 11, 30, 17, 0, 0, tzinfo=UTC), 200912, 0, id="00:00:00"),
    ],
)
def test_the_day_is_vietnams(
    actor: Actor,
    instant: datetime,
    month: int,
    bit: int,
    django_capture_on_commit_callbacks: Capture,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        record(actor, UsageKind.READ, at=instant)
    assert rows() == [(month, 1 << bit, 0, 0, 0)]


def test_system_and_accounts_without_a_person_leave_no_trace(
    django_capture_on_commit_callbacks: Capture,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        record(SYSTEM, UsageKind.WRITE)
        record(Actor(7, None, "may@stc.dienbien.example", "máy"), UsageKind.WRITE)
    assert rows() == []


def test_a_late_mark_lists_its_month_for_a_new_roll_up(
    actor: Actor, django_capture_on_commit_callbacks: Capture
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        record(actor, UsageKind.READ, at=at(WORKING[0]))
    assert list(DirtyPeriod.objects.values_list("ym", flat=True)) == [200911]


def test_without_the_database_the_mark_waits_in_the_spool(
    actor: Actor, var_dir: Path, django_capture_on_commit_callbacks: Capture
) -> None:
    def away(*_: object) -> None:
        raise OperationalError("the database is away")

    with connection.execute_wrapper(away), django_capture_on_commit_callbacks(execute=True):
        record(actor, UsageKind.READ, at=at(date(2009, 11, 4)))
    assert [p.name for p in (var_dir / "usage-spool").iterdir()] == [
        f"{actor.person_pk}-20091104-read.mark"
    ]
    assert services.replay_spool() == 1
    assert rows() == [(200911, 1 << 3, 0, 0, 0)]
    assert services.replay_spool() == 0


def test_a_strange_file_in_the_spool_is_left(var_dir: Path) -> None:
    folder = var_dir / "usage-spool"
    folder.mkdir(exist_ok=True)
    strange = folder / "khong-phai.mark"
    strange.touch()
    assert services.replay_spool() == 0
    assert strange.exists()
    strange.unlink()


@pytest.mark.django_db(transaction=True)
def test_the_second_action_of_a_day_asks_nothing_of_the_database(
    django_assert_num_queries: Any,
) -> None:
    actor = factories.make_member(factories.make_agency()).actor
    record(actor, UsageKind.READ)
    with django_assert_num_queries(0):
        record(actor, UsageKind.READ)
    services.forget()
    record(actor, UsageKind.READ)
    assert PersonMonth.objects.count() == 1
