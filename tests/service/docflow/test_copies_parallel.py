"""A kept copy that two clerks lend at the same moment is with one person."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from docflow.papers.models import CopyUse
from docflow.papers.services import lend_copy, take_back_copy
from mailsvc.audit.models import AuditEvent
from mailsvc.base.errors import Invalid
from mailsvc.directory.actor import Actor
from mailsvc.directory.roles import Role
from tests.factories import make_member
from tests.service.docflow.offices import NOW, Office, bring_outgoing_to, make_office

pytestmark = [pytest.mark.db_bound, pytest.mark.django_db(transaction=True)]

ROUNDS = 5


def _lend(office: Office, clerk: Actor, user: Actor, start: Barrier) -> str:
    start.wait(timeout=60)
    try:
        lend_copy(
            clerk,
            agency_pk=office.agency.pk,
            symbol="01/STTTT-CNTT",
            user_pk=user.person_pk or 0,
            allowed_by_pk=office.leader.person_pk or 0,
            used_on=NOW.date(),
            now=NOW,
        )
    except Invalid as refused:
        return refused.public_text
    finally:
        connections.close_all()
    return "lent"


def test_of_two_clerks_one_lends_the_copy_and_one_is_told_that_it_is_away() -> None:
    office = make_office()
    bring_outgoing_to(office, "numbered")
    second = make_member(office.agency, Role.CLERK, name="Lường Thị Ơn", title="Văn thư").actor
    lending = ((office.clerk, office.officer), (second, office.head))
    for number in range(ROUNDS):
        start = Barrier(len(lending))
        with ThreadPoolExecutor(len(lending)) as pool:
            tried = [pool.submit(_lend, office, *pair, start) for pair in lending]
            said = sorted(one.result(timeout=60) for one in tried)
        assert said == ["Bản lưu của văn bản này đang có người dùng, chưa trả.", "lent"]
        assert AuditEvent.objects.filter(action="copy.lend").count() == number + 1
        (away,) = CopyUse.objects.filter(returned_on=None)
        take_back_copy(office.clerk, pk=away.pk, now=NOW)
