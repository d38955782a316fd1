"""Four people, their mailboxes in memory, and clients that are signed in."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from django.test import Client

from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.models import Mailbox, MailboxGrant
from mailsvc.directory.roles import Role
from mailsvc.directory.services import create_mailbox, grant_mailbox
from tests.factories import SINCE, Member, make_agency, make_member

CORPUS = Path(__file__).parents[2] / "corpus"


@dataclass
class People:
    """Owner, colleague with a grant, stranger of the same office; and a shared mailbox."""

    alice: Member
    bob: Member
    charlie: Member
    dana: Member
    shared: Mailbox


@pytest.fixture
def people(db) -> People:
    office = make_agency()
    treasury = make_agency("STC", "Sở Tài chính")
    alice = make_member(office, name="Quàng Thị Hoa", local="hoa")
    bob = make_member(office, Role.CLERK, name="Lò Văn Bình", local="binh")
    shared = create_mailbox(
        SYSTEM,
        address="vanthu@stttt.dienbien.example",
        name="Văn thư Sở Thông tin và Truyền thông",
        agency=office,
    )
    for level, member in (("sender", bob), ("viewer", alice)):
        grant_mailbox(
            SYSTEM,
            mailbox=shared,
            account=member.account,
            level=MailboxGrant.Level(level),
            valid_from=SINCE,
        )
    return People(
        alice=alice,
        bob=bob,
        charlie=make_member(office, name="Sùng A Páo", local="pao"),
        dana=make_member(treasury, name="Giàng Thị Dợ", local="do"),
        shared=shared,
    )


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member.account, backend="webui.shared.login.DirectoryBackend")
    return client


@pytest.fixture
def alice(people: People) -> Client:
    return signed_in(people.alice)


@pytest.fixture
def bob(people: People) -> Client:
    return signed_in(people.bob)


@pytest.fixture
def charlie(people: People) -> Client:
    return signed_in(people.charlie)


def mail(name: str = "alternative_related") -> bytes:
    return (CORPUS / f"{name}.eml").read_bytes()


def plain(
    subject: str = "Giấy mời họp", text: str = "Mời đồng chí dự họp.", **headers: str
) -> bytes:
    rows = {
        "From": "Nguyễn Văn Bình <binh@vp.example>",
        "To": "hoa@stttt.dienbien.example",
        "Message-ID": "<m1@vp.example>",
        "Date": "Tue, 22 Dec 2009 08:42:00 +0700",
    } | headers
    head = "".join(f"{name}: {value}\r\n" for name, value in rows.items())
    return f"{head}Subject: {subject}\r\n\r\n{text}\r\n".encode()
