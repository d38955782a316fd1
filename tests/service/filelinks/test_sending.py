"""Who may have a file: those the mail went to, as long as the link is open."""

from datetime import timedelta

import pytest

from mailsvc.audit.models import AuditEvent
from mailsvc.base import clock
from mailsvc.base.errors import Conflict, Invalid, NotFound
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.models import MailboxGrant
from mailsvc.directory.services import grant_mailbox
from mailsvc.filelinks import access, services
from mailsvc.filelinks.consistency import find_problems
from mailsvc.filelinks.files import path_of
from mailsvc.filelinks.models import FileLink, FileLinkReader
from mailsvc.filelinks.sending import check, grant, take_from
from tests.factories import SINCE, Member

OUTSIDE = "ban@ngoai.example"


def text_of(*links: FileLink) -> str:
    return "\n".join(f"Tải ở https://mail.example/tep-lon/{one.key}/ nhé" for one in links)


def send(member: Member, to: list[str], *links: FileLink, trace_id: str = "T1", **more) -> None:
    texts = [text_of(*links)]
    check(member.actor, texts=texts, addresses=to, **more)
    grant(member.actor, texts=texts, addresses=to, trace_id=trace_id)


def may_have(member: Member | None, link: FileLink) -> bool:
    try:
        access.access_link(member.actor if member else None, link.key)
    except NotFound:
        return False
    return True


def test_before_it_is_sent_only_its_sender_has_it(keep, office) -> None:
    link = keep()
    assert may_have(office.hoa, link)
    assert not any(may_have(one, link) for one in (office.pao, office.do, None))


def test_whom_the_mail_went_to_has_it_and_nobody_else(keep, office) -> None:
    link, other = keep(), keep()
    send(office.hoa, [office.pao.account.address.upper()], link)
    assert may_have(office.pao, link)
    assert not may_have(office.pao, other)
    assert not may_have(office.do, link) and not may_have(None, link)
    assert access.needs_sign_in(link.key) and access.needs_sign_in("0" * 32)


def test_a_mailbox_that_is_shared_opens_it_to_those_who_read_there(keep, office) -> None:
    link = keep()
    send(office.hoa, [office.shared.address], link)
    assert may_have(office.binh, link) and not may_have(office.do, link)
    grant_mailbox(
        SYSTEM,
        mailbox=office.shared,
        account=office.do.account,
        level=MailboxGrant.Level.VIEWER,
        valid_from=SINCE,
    )
    assert may_have(office.do, link)
    MailboxGrant.objects.filter(account=office.do.account).delete()
    assert not may_have(office.do, link)


def test_somebody_outside_has_it_by_its_address_alone(keep, office) -> None:
    link = keep()
    send(office.hoa, [OUTSIDE], link)
    assert may_have(None, link) and not access.needs_sign_in(link.key)


def test_outside_is_refused_where_the_operator_says_so(keep, office, settings) -> None:
    settings.FILE_LINKS_OUTSIDE = False
    link = keep()
    with pytest.raises(Invalid):
        send(office.hoa, [office.pao.account.address, OUTSIDE], link)
    assert not FileLinkReader.objects.exists()
    send(office.hoa, [office.pao.account.address], link)
    assert may_have(office.pao, link)


def test_passed_on_inside_it_opens_there_and_never_outside(keep, office) -> None:
    link = keep()
    send(office.do, [office.do.account.address], link, trace_id="T0")  # a stranger gives nothing
    assert not may_have(office.do, link)
    send(office.hoa, [office.pao.account.address], link)
    send(office.pao, [office.do.account.address, OUTSIDE], link, trace_id="T2")
    assert may_have(office.do, link) and not may_have(None, link)
    assert FileLinkReader.objects.get(trace_id="T2").passed_on_by == office.pao.account.address
    assert AuditEvent.objects.filter(action="pass_on_file_link").count() == 1


def test_closed_over_and_open_again(keep, office) -> None:
    link = keep()
    own = {"mailbox_pk": office.hoa.mailbox.pk, "pk": link.pk}
    send(office.hoa, [office.pao.account.address], link)
    services.close(office.hoa.actor, **own)
    with pytest.raises(NotFound, match="thu hồi"):
        access.access_link(office.pao.actor, link.key)
    with pytest.raises(Conflict):
        services.close(office.hoa.actor, **own)
    services.reopen(office.hoa.actor, **own, days=1)
    assert may_have(office.pao, link)
    FileLink.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    with pytest.raises(NotFound, match="hết hạn"):
        access.access_link(office.pao.actor, link.key)
    assert path_of(link.stored_as).exists()
    services.reopen(office.hoa.actor, **own, days=30)
    assert may_have(office.pao, link)


def test_others_close_nothing(keep, office) -> None:
    link = keep()
    send(office.hoa, [office.pao.account.address], link)
    for member, box in (
        (office.pao, office.hoa.mailbox),
        (office.pao, office.pao.mailbox),
        (office.do, office.hoa.mailbox),
    ):
        with pytest.raises(NotFound):
            services.close(member.actor, mailbox_pk=box.pk, pk=link.pk)
        with pytest.raises(NotFound):
            services.reopen(member.actor, mailbox_pk=box.pk, pk=link.pk, days=1)
    assert may_have(office.pao, link)


def test_a_mail_that_goes_after_the_end_of_its_link_is_refused(keep, office) -> None:
    link = keep(days=7)
    to = [office.pao.account.address]
    with pytest.raises(Invalid):
        send(office.hoa, to, link, goes_at=clock.now() + timedelta(days=8))
    send(office.hoa, to, link, goes_at=clock.now() + timedelta(days=6))
    services.close(office.hoa.actor, mailbox_pk=office.hoa.mailbox.pk, pk=link.pk)
    with pytest.raises(Invalid):
        send(office.hoa, to, link, trace_id="T2")


def test_taken_back_the_mail_opens_nothing(keep, office) -> None:
    link = keep()
    send(office.hoa, [office.pao.account.address, office.do.account.address], link)
    take_from(trace_id="T1", addresses=[office.pao.account.address])
    assert not may_have(office.pao, link) and may_have(office.do, link)
    send(office.hoa, [OUTSIDE], link, trace_id="T2")
    assert may_have(None, link)
    take_from(trace_id="T2")
    assert may_have(office.do, link) and not may_have(None, link)


def test_a_download_counts_and_is_in_the_journal(keep, office) -> None:
    link = keep()
    send(office.hoa, [office.pao.account.address], link)
    services.note_download(office.pao.actor, key=link.key, peer="10.0.0.7")
    services.note_download(office.hoa.actor, key=link.key, peer="10.0.0.8")
    with pytest.raises(NotFound):
        services.note_download(office.do.actor, key=link.key, peer="10.0.0.9")
    link.refresh_from_db()
    assert link.downloads == 1 and link.downloaded_at is not None
    events = AuditEvent.objects.filter(action="download_file").order_by("seq")
    assert [one.facts["peer"] for one in events] == ["10.0.0.7", "10.0.0.8"]


def test_a_lost_file_is_found_by_the_check(keep, office) -> None:
    link = keep(content=b"abc")
    path_of(link.stored_as).write_bytes(b"ab")
    assert find_problems() == [f"L1 file link {link.pk}: 2 bytes instead of 3"]
    path_of(link.stored_as).unlink()
    assert find_problems() == [f"L1 file link {link.pk}: the file is missing"]
    FileLink.objects.update(removed_at=clock.now())
