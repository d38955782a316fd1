"""A rule applied to the inbox by its job: what it says is done, once, and goes on after a stop."""

import pytest
from django.test import override_settings

from mailsvc.filters import apply, services
from mailsvc.filters.rules import Actions, Condition, Field, Op, Rule
from mailsvc.jobs import onetime
from mailsvc.jobs.models import Job
from mailsvc.jobs.worker import run_waiting
from mailsvc.mailstore import users
from mailsvc.mailstore.pool import pool
from mailsvc.mailstore.session import open_session
from tests.factories import Member, make_agency, make_member
from tests.protocol.mailstore.mails import make_mail
from tests.support.dovecot import wait_known

pytestmark = pytest.mark.django_db


@pytest.fixture
def hoa(running_dovecot, tmp_path):
    member = make_member(make_agency(), local="hoa-ap-dung")
    users.render_users()
    wait_known(member.mailbox.address)
    with override_settings(JOBS_DIR=tmp_path):
        yield member
    pool.close_all()


def test_applied_to_what_is_there(hoa: Member) -> None:
    with open_session(hoa.mailbox) as session:
        for number in range(5):
            session.append("INBOX", make_mail(f"Báo cáo {number}"))
            session.append("INBOX", make_mail(f"Giấy mời {number}"))
    row = services.save_rule(
        hoa.actor,
        mailbox_pk=hoa.mailbox.pk,
        rule=Rule(
            "Báo cáo",
            (Condition(Field.SUBJECT, Op.CONTAINS, "BÁO CÁO"),),
            Actions("Archive", marks_read=True),
        ),
    )
    services.push(hoa.mailbox)
    assert not services.FilterState.objects.get().changed_at > (
        services.FilterState.objects.get().pushed_at
    )
    for expected in ("Bộ lọc đã làm với 5 thư.", "Không có thư nào khớp bộ lọc."):
        job = onetime.enqueue(
            hoa.actor,
            apply.apply_to_inbox,
            title="x",
            arguments={"mailbox_pk": hoa.mailbox.pk, "pk": row.pk},
        )
        run_waiting()
        assert Job.objects.get(pk=job.pk).text == expected
    with open_session(hoa.mailbox) as session:
        moved = session.list_page("Archive").rows
        assert {one.subject for one in moved} == {f"Báo cáo {n}" for n in range(5)}
        assert all(one.is_seen for one in moved)
        assert session.list_page("INBOX").total == 5
