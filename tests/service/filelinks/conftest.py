"""Four people, one shared mailbox, files in a folder of their own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.models import Mailbox, MailboxGrant
from mailsvc.directory.services import create_mailbox, grant_mailbox
from mailsvc.filelinks import consistency
from mailsvc.filelinks.models import FileLink
from mailsvc.filelinks.services import keep_file
from tests.factories import SINCE, Member, make_agency, make_member


@dataclass
class Office:
    """Hoa sends; Páo gets; Dợ is a stranger; Bình works in the shared mailbox."""

    hoa: Member
    pao: Member
    do: Member
    binh: Member
    shared: Mailbox


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> Iterator[Path]:
    settings.FILE_LINKS_DIR = tmp_path
    yield tmp_path


@pytest.fixture
def office(db) -> Iterator[Office]:
    here, there = make_agency(), make_agency("STC", "Sở Tài chính")
    shared = create_mailbox(
        SYSTEM, address="vanthu@stttt.dienbien.example", name="Văn thư", agency=here
    )
    binh = make_member(here, name="Lò Văn Bình", local="binh")
    grant_mailbox(
        SYSTEM,
        mailbox=shared,
        account=binh.account,
        level=MailboxGrant.Level.VIEWER,
        valid_from=SINCE,
    )
    yield Office(
        hoa=make_member(here, name="Quàng Thị Hoa", local="hoa"),
        pao=make_member(here, name="Sùng A Páo", local="pao"),
        do=make_member(there, name="Giàng Thị Dợ", local="do"),
        binh=binh,
        shared=shared,
    )
    assert consistency.find_problems() == []


@pytest.fixture
def keep(office: Office) -> Callable[..., FileLink]:
    """Hoa puts a file behind a link."""

    def kept(
        name: str = "Bản đồ quy hoạch.zip", content: bytes = b"bytes", days: int = 7
    ) -> FileLink:
        return keep_file(
            office.hoa.actor,
            mailbox_pk=office.hoa.mailbox.pk,
            name=name,
            size_bytes=len(content),
            chunks=[content],
            days=days,
        )

    return kept
