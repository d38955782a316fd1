"""Attempts to look like a user without working: refused, or without effect."""

from datetime import date

import pytest
from django.db import connection

from mailsvc.base import clock
from mailsvc.directory.models import Agency
from mailsvc.queue.orders import NewMessage
from mailsvc.smtp.envelope import Envelope, Recipient
from mailsvc.submission.use import is_automatic, note_use, says_little
from mailsvc.usage import rollup, selectors
from mailsvc.usage.bits import bits_of
from mailsvc.usage.models import PersonMonth
from mailsvc.usage.rules import MonthBits
from mailsvc.usage.services import (
    UsageKind,
    merge_month,
    record,
    set_absent_days,
    set_declared,
    set_payroll,
)
from tests import factories
from tests.factories import Member
from tests.service.usage.support import NOVEMBER, WORKING, Capture, at, make_people, open_account

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]

LETTER = "Kính gửi đồng chí, đề nghị báo cáo số liệu quý IV trước ngày 25."
DAY = at(date(2009, 11, 4))


@pytest.fixture
def hoa() -> Member:
    return factories.make_member(factories.make_agency(), local="hoa")


def letter(text: str = LETTER, *fields: str) -> bytes:
    head = ["From: hoa@stttt.dienbien.example", "Subject: =?utf-8?q?B=C3=A1o_c=C3=A1o?=", *fields]
    return "\r\n".join([*head, "", text, ""]).encode()


def sent(member: Member, content: bytes, *to: str) -> NewMessage:
    people = tuple(Recipient(one) for one in to or ("toan@stc.dienbien.example",))
    return NewMessage("t", Envelope(member.actor.address, people), content, b"", "web", DAY)


def bits_after(capture: Capture, member: Member, *mails: NewMessage) -> tuple[int, int]:
    with capture(execute=True):
        for mail in mails:
            note_use(member.actor, mail)
    row = PersonMonth.objects.filter(person=member.person).first()
    return (row.write_days, row.slight_days) if row else (0, 0)


BIT = 1 << 3


def test_a_letter_to_another_is_a_day_of_outgoing_work(
    hoa: Member, django_capture_on_commit_callbacks: Capture
) -> None:
    capture = django_capture_on_commit_callbacks
    assert bits_after(capture, hoa, sent(hoa, letter())) == (BIT, 0)


def test_a_mail_to_oneself_leaves_no_bit(
    hoa: Member, django_capture_on_commit_callbacks: Capture
) -> None:
    mail = sent(hoa, letter(), hoa.actor.address, hoa.actor.address.upper())
    assert bits_after(django_capture_on_commit_callbacks, hoa, mail) == (0, 0)


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param(("Auto-Submitted: auto-replied",), id="away"),
        pytest.param(("AUTO-SUBMITTED:auto-generated; x=1",), id="program"),
        pytest.param(("Content-Type: multipart/report; report-type=disposition",), id="receipt"),
    ],
)
def test_t14_ten_thousand_automatic_answers_leave_no_bit(
    hoa: Member, fields: tuple[str, ...], django_capture_on_commit_callbacks: Capture
) -> None:
    mail = sent(hoa, letter(LETTER, *fields))
    storm = [mail] * 10_000
    assert bits_after(django_capture_on_commit_callbacks, hoa, *storm) == (0, 0)


def test_a_mail_that_says_it_is_no_automatic_one_counts() -> None:
    assert not is_automatic(letter(LETTER, "Auto-Submitted: no"))
    assert not is_automatic(b"\r\n\r\nAuto-Submitted: auto-replied in the text only")


@pytest.mark.parametrize(
    ("text", "is_slight"),
    [
        pytest.param("ok", True, id="ok"),
        pytest.param("", True, id="empty"),
        pytest.param("Đã nhận.", True, id="two words"),
        pytest.param("... !!! ---   \r\n\r\n ...", True, id="signs"),
        pytest.param("ok\r\n> " + LETTER, True, id="with a quotation"),
        pytest.param(LETTER, False, id="letter"),
        pytest.param("Đồng ý phương án 2", False, id="a decision"),
    ],
)
def test_what_a_slight_mail_is(text: str, is_slight: bool) -> None:
    kind = ("Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit")
    assert says_little(letter(text, *kind)) is is_slight


def test_a_slight_mail_to_many_is_work(
    hoa: Member, django_capture_on_commit_callbacks: Capture
) -> None:
    mail = sent(hoa, letter("Họp 8h"), "a@stc.dienbien.example", "b@stc.dienbien.example")
    assert bits_after(django_capture_on_commit_callbacks, hoa, mail) == (BIT, 0)


@pytest.mark.parametrize(
    ("slight", "letters", "regular", "excluded"),
    [
        pytest.param(12, 0, 0, 1, id="ping-pong every day"),
        pytest.param(1, 1, 0, 1, id="half of it"),
        pytest.param(1, 2, 1, 0, id="less than half"),
        pytest.param(0, 2, 1, 0, id="letters"),
    ],
)
def test_ping_pong_is_no_outgoing_work(
    slight: int, letters: int, regular: int, excluded: int
) -> None:
    (person,) = make_people(factories.make_agency(), 1)
    open_account(person)
    bits = MonthBits(
        read=bits_of(WORKING),
        write=bits_of(WORKING[slight : slight + letters]),
        slight=bits_of(WORKING[:slight]),
    )
    merge_month(NOVEMBER, {person.pk: bits})
    rollup.fill(NOVEMBER)
    total = selectors.adoption_report(NOVEMBER).total
    assert (total.regular, total.excluded) == (regular, excluded)


@pytest.mark.parametrize("opens_a_day", [1, 1000])
def test_t16_ten_opens_or_ten_thousand_give_the_same_rate(
    opens_a_day: int,
    hoa: Member,
    django_capture_on_commit_callbacks: Capture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for day in WORKING[:10]:
        monkeypatch.setattr(clock, "today", lambda today=day: today)
        with django_capture_on_commit_callbacks(execute=True):
            for _ in range(opens_a_day):
                record(hoa.actor, UsageKind.READ, at=at(day))
    monkeypatch.undo()
    rollup.fill(NOVEMBER)
    total = selectors.adoption_report(NOVEMBER).total
    assert (total.reached, total.regular, total.eligible) == (1, 0, 1)


def test_an_agency_does_not_shrink_its_denominator_by_declaring_less() -> None:
    agency = factories.make_agency()
    make_people(agency, 20)
    set_payroll(NOVEMBER, [agency.pk], is_there=True)
    set_declared(NOVEMBER, agency.pk, 12)
    rollup.fill(NOVEMBER)
    (line,) = selectors.adoption_report(NOVEMBER).agencies
    assert (line.figures.eligible, line.flags) == (20, ("mismatch",))


def test_leave_of_more_than_a_tenth_is_flagged(agency_with_leave: Agency) -> None:
    rollup.fill(NOVEMBER)
    (line,) = selectors.adoption_report(NOVEMBER).agencies
    assert line.figures.adjusted == 3
    assert "adjusted" in line.flags


@pytest.fixture
def agency_with_leave() -> Agency:
    agency = factories.make_agency()
    people = make_people(agency, 20)
    set_absent_days(NOVEMBER, {one.pk: bits_of(WORKING[:3]) for one in people[:3]})
    return agency


def test_no_clock_times_are_kept_anywhere() -> None:
    """Regularity by the minute cannot be looked for: nothing of the kind is stored."""
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, "usage_personmonth")
    assert {column.name for column in columns} == {
        "id",
        "person_id",
        "ym",
        "read_days",
        "write_days",
        "process_days",
        "delegated_days",
        "slight_days",
    }
