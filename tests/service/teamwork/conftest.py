"""A shared mailbox with a manager, a sender, a viewer; a stranger; a mail and its answer."""

from dataclasses import dataclass

import pytest

from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.models import Mailbox, MailboxGrant
from mailsvc.directory.services import create_mailbox, grant_mailbox
from mailsvc.message import parse
from mailsvc.teamwork.rules import MailIds, mail_ids
from tests.factories import SINCE, Member, make_agency, make_member


@dataclass
class Office:
    """The people of one shared mailbox, by what they may do there."""

    mai: Member  # manager
    binh: Member  # sender
    hoa: Member  # viewer
    dana: Member  # other agency
    box: Mailbox


@pytest.fixture
def office(db) -> Office:
    agency = make_agency()
    mai = make_member(agency, name="Lò Thị Mai", local="mai")
    binh = make_member(agency, name="Lò Văn Bình", local="binh")
    hoa = make_member(agency, name="Quàng Thị Hoa", local="hoa")
    box = create_mailbox(
        SYSTEM, address="vanthu@stttt.dienbien.example", name="Văn thư Sở", agency=agency
    )
    for level, member in (("manager", mai), ("sender", binh), ("viewer", hoa)):
        grant_mailbox(
            SYSTEM,
            mailbox=box,
            account=member.account,
            level=MailboxGrant.Level(level),
            valid_from=SINCE,
        )
    dana = make_member(make_agency("STC", "Sở Tài chính"), name="Giàng Thị Dợ", local="do")
    return Office(mai, binh, hoa, dana, box)


def ids_of(message_id: str = "m1@vp.example", **headers: str) -> MailIds:
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    source = (
        f"From: Vàng A Dơ <do@vp.example>\r\nMessage-ID: <{message_id}>\r\n{head}"
        "Subject: Báo cáo tháng 12\r\n\r\nKính gửi.\r\n"
    )
    return mail_ids(parse(source.encode()))


@pytest.fixture
def mail() -> MailIds:
    return ids_of()


@pytest.fixture
def answer() -> MailIds:
    """What somebody wrote back to `mail`."""
    return ids_of("m2@vp.example", In_Reply_To="<m1@vp.example>", References="<m1@vp.example>")
