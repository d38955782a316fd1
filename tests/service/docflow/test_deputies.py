"""Away: who acts for whom, within days and scope; "B thay A"; refused before and after."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from docflow.documents.access import visible_to
from docflow.documents.selectors import list_movements
from docflow.register.earlier import answer_earlier, ask_earlier, remark_of
from docflow.register.earlier_selectors import list_asked_days
from docflow.register.services import open_register
from docflow.routing import part_services, services
from docflow.routing.commands import Receiver
from docflow.routing.selectors import list_actions, list_my_work
from mailsvc.audit.models import AuditEvent
from mailsvc.base import clock
from mailsvc.base.errors import Conflict, Forbidden, Invalid, NotFound
from mailsvc.directory.actor import Actor
from mailsvc.directory.deputies import DeputeCommand, depute, list_given, list_received, revoke
from mailsvc.directory.models import Account
from mailsvc.directory.selectors import get_actor
from tests.service.docflow.offices import NOW, Office, bring_incoming_to, direct_command
from tests.service.docflow.part_table import share

BASIS = "12/GUQ-STTTT"


def _command(deputy: Actor, **changes: object) -> DeputeCommand:
    today = clock.today()
    command = DeputeCommand(
        deputy_pk=deputy.person_pk or 0,
        scope="direct",
        first_on=today,
        last_on=today + timedelta(days=6),
        legal_basis=BASIS,
    )
    return replace(command, **changes)


def _today(actor: Actor, on: date | None = None) -> Actor:
    """As the next request knows him."""
    return get_actor(Account.objects.get(pk=actor.account_pk), today=on)


def test_deputy_directs_and_both_names_are_kept(office: Office) -> None:
    document = bring_incoming_to(office, "presented")
    depute(office.leader, _command(office.other_head))
    deputy = _today(office.other_head)
    assert "direct" in {row.action for row in list_actions(deputy, document)}
    assert [item.document for item in list_my_work(deputy)] == [document]
    directive = services.direct(deputy, direct_command(office, document, cooperating=()), now=NOW)
    assert directive.author_title == "thay Nguyễn Văn Bình, Giám đốc"
    move = list_movements(document)[-1]
    assert move.by_name == f"Đặng Thị Én thay Nguyễn Văn Bình theo giấy ủy quyền số {BASIS}"
    event = AuditEvent.objects.filter(action="document.direct").latest("seq")
    assert event.actor == deputy.address
    assert event.on_behalf_of == f"{office.leader.address} ({BASIS})"


def test_both_see_it_meanwhile_and_the_leader_still_acts(office: Office) -> None:
    document = bring_incoming_to(office, "presented")
    depute(office.leader, _command(office.other_head))
    for actor in (_today(office.leader), _today(office.other_head)):
        assert visible_to(actor).filter(pk=document.pk).exists()
        assert "direct" in {row.action for row in list_actions(actor, document)}


@pytest.mark.parametrize("days", [-1, 7])
def test_before_and_after_the_deputy_is_refused(office: Office, days: int) -> None:
    document = bring_incoming_to(office, "presented")
    depute(office.leader, _command(office.other_head))
    stranger = _today(office.other_head, clock.today() + timedelta(days=days))
    assert stranger.stand_ins == ()
    with pytest.raises(NotFound):
        services.direct(stranger, direct_command(office, document), now=NOW)


def test_revoked_at_once(office: Office) -> None:
    document = bring_incoming_to(office, "presented")
    given = depute(office.leader, _command(office.other_head))
    with pytest.raises(NotFound):
        revoke(office.other_head, pk=given.pk)
    revoke(office.leader, pk=given.pk)
    assert list(list_given(office.leader)) == list(list_received(office.other_head)) == []
    with pytest.raises(NotFound):
        services.direct(_today(office.other_head), direct_command(office, document), now=NOW)


def test_scope_of_work_lends_no_direction(office: Office) -> None:
    document = bring_incoming_to(office, "presented")
    depute(office.leader, _command(office.other_head, scope="process"))
    with pytest.raises(NotFound):
        services.direct(_today(office.other_head), direct_command(office, document), now=NOW)


def test_head_s_deputy_takes_work_in_his_name(office: Office) -> None:
    document = bring_incoming_to(office, "directed")
    depute(office.head, _command(office.stranger, scope="process"))
    deputy = _today(office.stranger)
    lead = services.accept(deputy, document_pk=document.pk, now=NOW)
    assert lead.person_id == office.head.person_pk
    with pytest.raises(Forbidden):
        services.redirect(deputy, direct_command(office, document), now=NOW)


def test_deputy_gives_no_work_to_himself(office: Office) -> None:
    document = bring_incoming_to(office, "presented")
    depute(office.leader, _command(office.officer))
    depute(office.head, _command(office.colleague, scope="process"))
    to_self = direct_command(office, document, lead=Receiver(person_pk=office.officer.person_pk))
    with pytest.raises(Invalid, match="không tự giao"):
        services.direct(_today(office.officer), to_self, now=NOW)
    services.direct(office.leader, direct_command(office, document), now=NOW)
    with pytest.raises(Invalid, match="không tự giao"):
        part_services.sub_assign(_today(office.colleague), share(office, document), now=NOW)


def test_what_was_lent_is_not_lent_on(office: Office) -> None:
    depute(office.leader, _command(office.head))
    depute(office.head, _command(office.officer, scope="process"))
    (only,) = _today(office.officer).stand_ins
    assert {duty.role for duty in only.actor.duties} == {"unit_head"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"legal_basis": " \r\n"}, "legal_basis"),
        ({"scope": "sign"}, "scope"),
        ({"deputy_pk": 999_999}, "deputy"),
        ({"last_on": date(2009, 1, 1)}, "last_on"),
        ({"last_on": date(2999, 1, 1)}, "last_on"),
    ],
)
def test_bad_deputation_is_refused(office: Office, changes: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        depute(office.leader, _command(office.head, **changes))
    assert list(refused.value.fields) == [field]


def test_people_of_other_agencies_and_oneself_and_twice(office: Office, finance: Office) -> None:
    for deputy in (finance.head, office.leader, office.sysadmin):
        with pytest.raises(Invalid):
            depute(office.leader, _command(deputy))
    depute(office.leader, _command(office.head))
    with pytest.raises(Conflict):
        depute(office.leader, _command(office.officer))


def test_leader_deputes_for_his_people_and_nobody_else_does(
    office: Office, finance: Office
) -> None:
    sick = office.officer.person_pk
    for actor in (office.head, office.clerk, finance.leader):
        with pytest.raises(Forbidden):
            depute(actor, _command(office.colleague, scope="process"), principal_pk=sick)
    given = depute(office.leader, _command(office.colleague, scope="process"), principal_pk=sick)
    assert given.given_by_id == office.leader.person_pk
    assert [d.pk for d in list_received(office.colleague)] == [given.pk]


def test_deputy_answers_for_the_leader_who_may_date_a_line_earlier(office: Office) -> None:
    yesterday = clock.today() - timedelta(days=1)
    open_register(office.agency, "in", yesterday.year)
    asked = ask_earlier(
        office.clerk,
        agency_pk=office.agency.pk,
        direction="in",
        day=yesterday,
        paper="công văn 77/SNV",
        reason="Mất điện cả ngày hôm qua",
    )
    with pytest.raises(NotFound):
        answer_earlier(_today(office.other_head), pk=asked.pk, is_granted=True)
    depute(office.head, _command(office.stranger, scope="process"))
    depute(office.leader, _command(office.other_head))
    # Who was lent other duties answers nothing; who directs does, and his word says for whom.
    with pytest.raises(NotFound):
        answer_earlier(_today(office.stranger), pk=asked.pk, is_granted=True)
    deputy = _today(office.other_head)
    assert list_asked_days(deputy) == [asked]
    row = answer_earlier(deputy, pk=asked.pk, is_granted=True)
    name = f"Đặng Thị Én thay Nguyễn Văn Bình theo giấy ủy quyền số {BASIS}"
    assert (row.state, row.answered_name) == ("granted", name)
    assert name in remark_of(row)
    event = AuditEvent.objects.get(action="register.earlier_granted")
    assert (event.actor, event.on_behalf_of) == (
        deputy.address,
        f"{office.leader.address} ({BASIS})",
    )
