"""Setting an absence: whose it is, which days, who is told what."""

from datetime import date, timedelta

import pytest

from mailsvc.absence import services
from mailsvc.absence.models import Absence
from mailsvc.absence.selectors import find_absence, find_away, list_absences, notice_of
from mailsvc.absence.services import AbsenceOrder
from mailsvc.audit.models import AuditEvent
from mailsvc.base import clock
from mailsvc.base.errors import Forbidden, Invalid, NotFound
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.models import MailboxGrant
from mailsvc.directory.services import create_mailbox, grant_mailbox
from tests.factories import SINCE, Member, make_agency, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def hoa() -> Member:
    return make_member(make_agency(), local="hoa")


@pytest.fixture
def nam(hoa: Member) -> Member:
    return make_member(hoa.mailbox.agency, name="Lò Văn Nam", local="nam")


def order(**changes: object) -> AbsenceOrder:
    today = clock.today()
    given = {"first_on": today, "last_on": today, "inside_text": "Tôi đi công tác."}
    return AbsenceOrder(**(given | changes))


def put(member: Member, **changes: object) -> Absence:
    return services.set_absence(member.actor, mailbox_pk=member.mailbox.pk, order=order(**changes))


def test_set_changed_ended_and_noted(hoa: Member, nam: Member) -> None:
    put(hoa, deputy="NAM@stttt.dienbien.example")
    away = find_away([hoa.mailbox.address, nam.mailbox.address])
    assert list(away) == [hoa.mailbox.address]
    assert away[hoa.mailbox.address].deputy == "Lò Văn Nam <nam@stttt.dienbien.example>"
    put(hoa, inside_text="Tôi nghỉ phép.\r\nHẹn gặp lại.\0")
    assert Absence.objects.get().inside_text == "Tôi nghỉ phép.\nHẹn gặp lại."
    services.end_absence(hoa.actor, mailbox_pk=hoa.mailbox.pk)
    services.end_absence(hoa.actor, mailbox_pk=hoa.mailbox.pk)
    assert find_absence(hoa.actor, mailbox_pk=hoa.mailbox.pk) is None
    acts = list(AuditEvent.objects.filter(chain="absence").values_list("action", flat=True))
    assert acts == ["set_absence", "set_absence", "end_absence"]


def test_it_holds_from_the_first_day_to_the_last(hoa: Member) -> None:
    day = clock.today()
    put(hoa, first_on=day + timedelta(days=1), last_on=day + timedelta(days=2))
    held = [
        bool(list_absences([hoa.mailbox.address], today=day + timedelta(days=n))) for n in range(4)
    ]
    assert held == [False, True, True, False]


def test_outsiders_get_their_own_words_or_none(hoa: Member) -> None:
    absence = put(hoa)
    assert notice_of(absence, is_inside=False) is None
    absence = put(hoa, outside_text="Cơ quan sẽ trả lời sau.")
    assert notice_of(absence, is_inside=False).body() == "Cơ quan sẽ trả lời sau."
    assert notice_of(absence, is_inside=True).body() == "Tôi đi công tác."


@pytest.mark.parametrize(
    "changes",
    [
        {"inside_text": " \n\t"},
        {"deputy": "ai@stttt.dienbien.example"},
        {"deputy": "hoa@stttt.dienbien.example"},
        {"deputy": "x\r\nBcc: y@z"},
        {"first_on": date(2009, 1, 2), "last_on": date(2009, 1, 3)},
        {"first_on": date(2999, 1, 2), "last_on": date(2999, 1, 1)},
        {"last_on": date(2999, 1, 1)},
    ],
)
def test_mistakes_change_nothing(hoa: Member, changes: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        put(hoa, **changes)
    assert not Absence.objects.exists()


def test_one_answer_a_day_until_the_words_change(hoa: Member) -> None:
    put(hoa)
    today, pk = clock.today(), hoa.mailbox.pk
    assert services.note_answer(pk, "a@b.example", today=today)
    assert not services.note_answer(pk, "a@b.example", today=today)
    assert services.note_answer(pk, "c@d.example", today=today)
    assert services.note_answer(pk, "a@b.example", today=today + timedelta(days=1))
    put(hoa, inside_text="Khác")
    assert services.note_answer(pk, "a@b.example", today=today)


def test_only_the_owner_and_managers(hoa: Member, nam: Member) -> None:
    with pytest.raises(NotFound):
        services.set_absence(nam.actor, mailbox_pk=hoa.mailbox.pk, order=order())
    shared = create_mailbox(
        SYSTEM, address="vanthu@x.example", name="Văn thư", agency=hoa.mailbox.agency
    )
    for member, level in ((nam, "sender"), (hoa, "manager")):
        grant_mailbox(
            SYSTEM,
            mailbox=shared,
            account=member.account,
            level=MailboxGrant.Level(level),
            valid_from=SINCE,
        )
    with pytest.raises(Forbidden):
        services.set_absence(nam.actor, mailbox_pk=shared.pk, order=order())
    with pytest.raises(Forbidden):
        services.end_absence(nam.actor, mailbox_pk=shared.pk)
    assert services.set_absence(hoa.actor, mailbox_pk=shared.pk, order=order()).pk
