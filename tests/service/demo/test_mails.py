"""The sample mails: real in form, in the right folders, and loaded once."""

from collections.abc import Iterator
from datetime import date

import pytest

from config.demo.correspondents import list_offices
from config.demo.letters import Letter, render_letter
from config.demo.load import load_province
from config.demo.mails import plan_mails
from config.demo.marker import Marker, read_marker
from config.demo.people import plan_workers
from config.demo.post import Writer, load_mails
from docflow.documents.pdf_text import read_pdf_text
from mailsvc.directory.selectors import find_mailbox
from mailsvc.mailstore.session import Session, open_session
from mailsvc.message.parse import parse
from tests.support.dovecot import RunningDovecot

DOMAIN = "dienbien.example"
TODAY = date(2026, 11, 23)
OFFICIAL = f"hopthu@stttt.{DOMAIN}"


@pytest.fixture
def store(running_dovecot: RunningDovecot) -> Iterator[RunningDovecot]:
    """Dovecot with the directory's users; afterwards with those of the other tests again."""
    yield running_dovecot
    running_dovecot.add_mailboxes("sau-minh-hoa@stttt.dienbien.example")


def count_all(addresses: list[str]) -> dict[tuple[str, str], tuple[int, int]]:
    counts = {}
    for address in addresses:
        mailbox = find_mailbox(address)
        assert mailbox is not None
        with open_session(mailbox) as session:
            for folder in session.list_folders():
                counts[address, folder.name] = folder.total, folder.unseen
    return counts


def list_owners() -> list[str]:
    """Every mailbox the sample mails go to."""
    offices = list_offices(plan_workers(DOMAIN), DOMAIN)
    people = [p.address for o in offices for p in (*o.people, o.official, o.administrator)]
    return sorted(set(people))


def newest(session: Session) -> bytes:
    return session.fetch("INBOX", session.list_page("INBOX").rows[0].uid).content


@pytest.mark.django_db
def test_mails_lie_in_inbox_and_sent_and_a_second_load_adds_none(store: RunningDovecot) -> None:
    load_province()
    addresses = [f"{name}@stttt.{DOMAIN}" for name in ("hopthu", "lanhdao", "chuyenvien")]
    marker = Marker(TODAY.isoformat(), [a for a in list_owners() if a not in addresses])
    assert load_mails(marker) > 100
    before = count_all(addresses)
    assert all(before[address, "INBOX"][0] > 10 for address in addresses)
    assert before[f"chuyenvien@stttt.{DOMAIN}", "Sent"][0] > 10
    assert before[f"chuyenvien@stttt.{DOMAIN}", "INBOX"][1] > 0

    assert load_mails(read_marker(date(2027, 1, 1))) == 0
    interrupted = Marker(TODAY.isoformat(), [a for a in list_owners() if a not in addresses])
    assert load_mails(interrupted) == 0
    assert count_all(addresses) == before

    mailbox = find_mailbox(OFFICIAL)
    assert mailbox is not None
    with open_session(mailbox) as session:
        letter = parse(newest(session))
    assert letter.subject.startswith("Công văn số ")
    (pdf,) = letter.attachments
    assert pdf.content_type == "application/pdf"
    assert 10_000 < pdf.size < 60_000


def test_the_plan_is_the_same_for_the_same_day() -> None:
    workers = plan_workers(DOMAIN)
    mails = plan_mails(workers, DOMAIN, TODAY)
    assert mails == plan_mails(workers, DOMAIN, TODAY)
    assert 280 <= len(mails) <= 330
    assert all(mail.sent_at.date() < TODAY for mail in mails)
    assert any(mail.html for mail in mails)
    assert sum(mail.letter is not None for mail in mails) == 24


def test_subject_and_time_tell_mails_of_a_folder_apart() -> None:
    mails = plan_mails(plan_workers(DOMAIN), DOMAIN, TODAY)
    keys = {(mail.sender.address, mail.subject, mail.sent_at) for mail in mails}
    assert len(keys) == len(mails)


def test_every_mail_reads_as_it_was_written() -> None:
    """No blank of a subject or a name is lost where a long line is folded."""
    mails = plan_mails(plan_workers(DOMAIN), DOMAIN, TODAY)
    writer = Writer(mails, render=lambda letter: letter.symbol.encode())
    for mail in mails:
        view = parse(writer.bytes_of(mail))
        assert (view.subject, view.from_.name) == (mail.subject, mail.sender.name)
        assert [one.name for one in view.to] == [one.name for one in mail.to]
        assert view.text.split() == mail.text.split()


def test_letter_ends_with_one_full_stop() -> None:
    """ND30 Annex I part II.5."""
    letter = Letter(
        issuer="Sở Nội vụ",
        symbol="15/SNV-CCHC",
        issued_on=TODAY,
        subject="tự chấm điểm chỉ số cải cách hành chính",
        body="Biểu mẫu gồm ba phụ lục.\nGửi báo cáo trước ngày 30/11/2026.",
        recipient="Sở Tài chính",
        place="Điện Biên Phủ",
        signer_name="Trần Thanh Hà",
        signer_position="Giám đốc",
    )
    text = read_pdf_text(render_letter(letter))
    assert "Biểu mẫu gồm ba phụ lục.\n" in text
    assert "trước ngày 30/11/2026./.\n" in text
