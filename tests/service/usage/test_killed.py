"""T6: `kill -9` in the middle of a fill; old figures are served, the next run is as a clean one."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from mailsvc.usage import rollup, selectors
from mailsvc.usage.bits import bits_of
from mailsvc.usage.models import DirtyPeriod
from mailsvc.usage.rules import MonthBits
from mailsvc.usage.services import merge_month
from tests import factories
from tests.service.usage.support import NOVEMBER, WORKING, make_people, open_account
from tests.support.database import database_url

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db_bound]

# Fills, and stops for ever once the month's old rows are gone and some new ones are written.
_FILL = """
import django; django.setup()
import sys, time
from mailsvc.usage import counting, rollup
write = counting.count_agencies
def stop(*arguments, **more):
    write(*arguments, **more)
    print("half way", flush=True)
    time.sleep(600)
counting.count_agencies = stop
rollup.fill(200911)
"""


def test_t6_killed_in_the_middle_of_a_fill(var_dir: Path) -> None:
    people = make_people(factories.make_agency(), 12)
    for person in people[:4]:
        open_account(person)
    habit = MonthBits(read=bits_of(WORKING), write=bits_of(WORKING[:5]))
    merge_month(NOVEMBER, {person.pk: habit for person in people[:3]})
    rollup.fill(NOVEMBER)
    before = selectors.adoption_report(NOVEMBER)
    merge_month(NOVEMBER, {people[3].pk: habit})
    _kill_half_way(var_dir)
    assert selectors.adoption_report(NOVEMBER) == before
    assert DirtyPeriod.objects.filter(ym=NOVEMBER).exists(), "the month still waits"
    rollup.run_fill()
    after = selectors.adoption_report(NOVEMBER)
    assert (before.total.regular, after.total.regular) == (3, 4)
    assert rollup.fill(NOVEMBER).digest == after.digest
    assert not DirtyPeriod.objects.exists()


def _kill_half_way(var_dir: Path) -> None:
    connection.close()
    env = {
        **os.environ,
        "CV_VAR": str(var_dir),
        "CV_DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    filling = subprocess.Popen(
        [sys.executable, "-c", _FILL], env=env, stdout=subprocess.PIPE, text=True
    )
    try:
        assert filling.stdout is not None
        assert filling.stdout.readline().strip() == "half way"
        os.kill(filling.pid, signal.SIGKILL)
    finally:
        filling.kill()
        filling.communicate()
    assert filling.returncode == -signal.SIGKILL
