"""An alert begins when trouble is first seen, goes on, and ends when it is seen no more."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from mailsvc.base.errors import Forbidden
from mailsvc.directory.actor import SYSTEM
from mailsvc.jobs.models import PeriodicJob
from mailsvc.operations.alerts import JOB, list_alerts, list_ended, list_open, look
from mailsvc.operations.figures import read_alerts
from mailsvc.operations.models import Alert
from mailsvc.operations.watch import PROBES, Trouble
from tests.factories import Member

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]
NOON = datetime(2009, 11, 2, 5, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DISK = Trouble(Alert.Kind.DISK, "/var", facts={"percent": 5})


def saying(*troubles: Trouble):
    def probe(_: datetime) -> Iterator[Trouble]:
        yield from troubles

    return (probe,)


def test_an_alert_lives_as_long_as_its_trouble(caplog: pytest.LogCaptureFixture) -> None:
    look(probes=saying(DISK), now=NOON)
    worse = Trouble(Alert.Kind.DISK, "/var", facts={"percent": 2})
    look(probes=saying(worse), now=NOON + MINUTE)
    (alert,) = list_open()
    assert (alert.since, alert.facts) == (NOON, {"percent": 2})
    assert [one.message for one in caplog.records] == ["alert: disk /var"]
    look(probes=saying(), now=NOON + 2 * MINUTE)
    assert list_open() == []
    (ended,) = list_ended(SYSTEM)
    assert ended.ended_at == NOON + 2 * MINUTE


def test_trouble_that_comes_again_is_a_new_alert() -> None:
    for probes in (saying(DISK), saying(), saying(DISK)):
        look(probes=probes, now=NOON)
    assert (len(list_open()), len(list_ended(SYSTEM))) == (1, 1)


def test_the_time_trouble_began_is_kept_where_known() -> None:
    look(probes=saying(Trouble(Alert.Kind.PART, "relay", NOON - MINUTE)), now=NOON)
    assert list_open()[0].since == NOON - MINUTE


def test_the_worst_comes_first() -> None:
    look(probes=saying(Trouble(Alert.Kind.JOB, "x"), DISK, Trouble(Alert.Kind.STORE)), now=NOON)
    assert [one.kind for one in list_alerts(SYSTEM, now=NOON)] == ["store", "disk", "job"]


def test_that_nobody_looks_is_an_alert_itself() -> None:
    PeriodicJob.objects.create(name=JOB, next_run_at=NOON, succeeded_at=NOON)
    assert list_alerts(SYSTEM, now=NOON + 4 * MINUTE) == []
    (alert,) = list_alerts(SYSTEM, now=NOON + 6 * MINUTE)
    assert (alert.kind, alert.subject, alert.since) == ("part", "jobs", NOON)


def test_old_alerts_are_forgotten() -> None:
    look(probes=saying(DISK), now=NOON)
    look(probes=saying(), now=NOON)
    look(probes=saying(), now=NOON + timedelta(days=31))
    assert list_ended(SYSTEM) == []


def test_all_real_probes_can_be_run() -> None:
    assert look(probes=PROBES) == len(list_open())


def test_only_operators_see_alerts(hoa: Member) -> None:
    for ask in (list_alerts, list_ended):
        with pytest.raises(Forbidden):
            ask(hoa.actor)


def test_open_alerts_are_figures() -> None:
    look(probes=saying(DISK), now=NOON)
    figures = {dict(one.labels)["kind"]: one.value for one in read_alerts()}
    assert figures["disk"] == 1
    assert sum(figures.values()) == 1
    assert set(figures) == set(Alert.Kind.values)
