"""kill -9 between the number and its commit, a hundred times: no gap, no half row."""

import os
import subprocess
import sys

import pytest

from docflow.consistency import find_faults
from docflow.documents.models import Document, Movement
from docflow.register.models import NumberSeries, RegisterEntry
from mailsvc.audit.consistency import find_problems
from mailsvc.audit.models import AuditEvent
from mailsvc.directory.models import Account
from tests.service.docflow.killed_worker import PLACES, WHOLE_EVERY
from tests.service.docflow.offices import incoming_command, make_office, register_incoming
from tests.support.database import database_url

pytestmark = [pytest.mark.db_bound, pytest.mark.django_db(transaction=True)]

DEATHS = 100


def test_a_hundred_deaths_after_the_number_leave_no_gap_and_no_half_row() -> None:
    office = make_office()
    account_pk = Account.objects.get(address=office.clerk.address).pk
    command = [sys.executable, "-m", "tests.service.docflow.killed_worker"]
    ran = subprocess.run(
        [*command, str(account_pk), str(office.agency.pk), str(DEATHS)],
        stdout=subprocess.PIPE,
        text=True,
        env={
            **os.environ,
            "CV_DATABASE_URL": database_url(),
            "DJANGO_SETTINGS_MODULE": "config.settings",
        },
        timeout=180,
        check=True,
    )
    assert ran.stdout.split() == [str(DEATHS), str(PLACES)]
    # Those killed after their commit have their number too, they only never heard of it.
    after_commit = len(range(PLACES - 1, DEATHS, PLACES))
    register_incoming(office.clerk, incoming_command(office, "1842"))
    numbers = list(RegisterEntry.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, DEATHS // WHOLE_EVERY + after_commit + 2))
    assert NumberSeries.objects.get().last_number == len(numbers)
    assert Document.objects.count() == Movement.objects.count() == len(numbers)
    assert AuditEvent.objects.filter(action="document.register").count() == len(numbers)
    assert [*find_faults(), *find_problems()] == []
