"""A folder out and in again on the real store: times and marks kept, nothing doubled."""

from datetime import UTC, datetime

import pytest
from django.test import override_settings

from mailsvc.base.errors import Invalid, NotFound, TooLarge
from mailsvc.jobs.models import Job
from mailsvc.jobs.run import folder as job_folder
from mailsvc.jobs.worker import run_waiting
from mailsvc.mailstore import users
from mailsvc.mailstore.pool import pool
from mailsvc.mailstore.session import open_session
from mailsvc.transfer import services
from tests.factories import Member, make_agency, make_member
from tests.protocol.mailstore.mails import make_mail
from tests.support.dovecot import wait_known

pytestmark = pytest.mark.django_db
AT = datetime(2009, 11, 2, 1, 30, tzinfo=UTC)
order_export = services.order_export.__wrapped__
order_import = services.order_import.__wrapped__


@pytest.fixture
def hoa(running_dovecot, tmp_path):
    member = make_member(make_agency(), local="hoa-chuyen-giao")
    users.render_users()
    wait_known(member.mailbox.address)
    with override_settings(JOBS_DIR=tmp_path):
        yield member
    pool.close_all()


def take_in(member: Member, content: bytes, into: str) -> Job:
    job = order_import(
        member.actor,
        mailbox_pk=member.mailbox.pk,
        folder=into,
        upload=[content],
        size_bytes=len(content),
        file_name="thư.zip",
    )
    run_waiting()
    return Job.objects.get(pk=job.pk)


def test_out_and_in_again(hoa: Member) -> None:
    pk = hoa.mailbox.pk
    with open_session(hoa.mailbox) as session:
        session.append("Archive", make_mail("Báo cáo quý"), {"\\Seen", "\\Flagged"}, AT)
        session.append("Archive", make_mail("Giấy mời", message_id="<2@x>"), (), AT)
        session.append("Archive", make_mail("[MẬT] Phương án", message_id="<3@x>"), {"\\Seen"}, AT)
    job = order_export(hoa.actor, mailbox_pk=pk, folder="Archive", label="Lưu trữ", kind="mbox")
    run_waiting()
    job.refresh_from_db()
    assert (job.status, job.text) == (Job.Status.DONE, "Đã xuất 3 thư.")
    assert job.file_name.startswith("Lưu trữ 2")
    content = (job_folder(job.pk) / "result").read_bytes()
    taken = take_in(hoa, content, "Nhập về")
    assert taken.text == "Đã nhập 2 thư."
    assert taken.details == ["Thư 3: có dấu độ mật, không được đưa vào hệ thống"]
    with open_session(hoa.mailbox) as session:
        before = {m.uid: session.fetch("Archive", m.uid) for m in session.list_page("Archive").rows}
        rows = session.list_page("Nhập về").rows
        after = [session.fetch("Nhập về", row.uid) for row in rows]
    assert {row.subject for row in rows} == {"Báo cáo quý", "Giấy mời"}
    assert {one.received_at for one in after} == {AT}
    assert sorted(row.is_flagged for row in rows) == [False, True]
    bodies = {one.content.partition(b"\r\n\r\n")[2] for one in before.values()}
    assert {one.content.partition(b"\r\n\r\n")[2] for one in after} <= bodies
    assert take_in(hoa, content, "Nhập về").text == "Đã nhập 0 thư. Bỏ qua 2 thư đã có sẵn."


def test_file_without_mails_says_so(hoa: Member) -> None:
    job = take_in(hoa, b"MZ\x90\0", "Nhập về")
    assert job.status == Job.Status.FAILED
    assert "không phải thư" in job.text


def test_refusals(hoa: Member, settings) -> None:
    lan = make_member(hoa.mailbox.agency, name="Lò Thị Lan")
    pk = hoa.mailbox.pk
    with pytest.raises(NotFound):
        order_export(lan.actor, mailbox_pk=pk, folder="INBOX", label="x", kind="zip")
    with pytest.raises(NotFound):
        order_import(lan.actor, mailbox_pk=pk, folder="x", upload=[], size_bytes=1, file_name="x")
    with pytest.raises(Invalid):
        order_export(hoa.actor, mailbox_pk=pk, folder="INBOX", label="x", kind="exe")
    with pytest.raises(Invalid):
        order_export(hoa.actor, mailbox_pk=pk, folder="a\r\nb", label="x", kind="zip")
    with pytest.raises(Invalid):
        take_in(hoa, b"x", "a\r\nDELETE INBOX")
    settings.IMPORT_MAX_BYTES = 1
    with pytest.raises(TooLarge):
        take_in(hoa, b"xy", "x")
    assert not Job.objects.exists()
