"""The doors, condition by condition: owner, colleague, stranger, other agency, administrator."""

from dataclasses import replace

import pytest

from docflow.documents.access import (
    FEW,
    access_document,
    access_file,
    nth_own_key,
    owns_many,
    visible_to,
    with_visible,
)
from docflow.documents.selectors import Box, count_boxes, list_documents
from docflow.intake.access import access_arrival, access_arrival_file
from docflow.register.models import RegisterEntry
from docflow.register.selectors import list_entries, list_years
from docflow.routing import services
from docflow.routing.commands import Receiver
from mailsvc.base import clock
from mailsvc.base.errors import NotFound
from mailsvc.directory.actor import SYSTEM, StandIn
from mailsvc.directory.deputies import DeputeCommand, depute
from mailsvc.directory.models import Account, Post
from mailsvc.directory.selectors import get_actor
from tests.factories import make_member
from tests.service.docflow.offices import (
    NOW,
    Office,
    bring_incoming_to,
    bring_outgoing_to,
    direct_command,
    make_file,
    make_incoming,
)

CLERK_AND_LEADER = "clerk leader"
UNIT = "head officer colleague"

INCOMING_SEEN_BY = {
    "registered": CLERK_AND_LEADER,
    "presented": CLERK_AND_LEADER,
    "noted": CLERK_AND_LEADER,
    "directed": f"{CLERK_AND_LEADER} {UNIT} stranger other_head",
    "in_progress": f"{CLERK_AND_LEADER} {UNIT} stranger other_head",
    "completed": f"{CLERK_AND_LEADER} {UNIT} stranger other_head",
    "void": CLERK_AND_LEADER,
}
OUTGOING_SEEN_BY = {
    "draft": "head officer",
    "content_review": "head officer leader",
    "returned": "head officer leader",
    "signing": "head officer leader",
    "approved": "head officer leader clerk",
    "numbered": "head officer leader clerk",
    "sealed": "head officer leader clerk",
    "issued": "head officer leader clerk",
}


def _seen_by(office: Office, pk: int) -> set[str]:
    found = {name for name, actor in office.everyone.items() if visible_to(actor).filter(pk=pk)}
    entries = RegisterEntry.objects.filter(document=pk)
    for name, actor in office.everyone.items():
        # The same however it is asked.
        assert visible_to(actor, is_walked=True).filter(pk=pk).exists() == (name in found)
        seen = entries.filter(document__in=visible_to(actor))
        is_long = owns_many(actor, few=0)
        assert list(with_visible(actor, entries, is_long=is_long)) == list(seen)
    return found


@pytest.mark.parametrize("state", INCOMING_SEEN_BY)
def test_incoming_is_seen_by(office: Office, finance: Office, state: str) -> None:
    document = bring_incoming_to(office, state)
    assert _seen_by(office, document.pk) == set(INCOMING_SEEN_BY[state].split())
    assert _seen_by(finance, document.pk) == set()


@pytest.mark.parametrize("state", OUTGOING_SEEN_BY)
def test_outgoing_is_seen_by(office: Office, finance: Office, state: str) -> None:
    document = bring_outgoing_to(office, state, finance.agency)
    assert _seen_by(office, document.pk) == set(OUTGOING_SEEN_BY[state].split())
    assert _seen_by(finance, document.pk) == set()


def test_stranger_and_missing_get_the_same_answer(office: Office) -> None:
    document = make_incoming(office)
    answers = []
    for pk in (document.pk, document.pk + 1000):
        with pytest.raises(NotFound) as refused:
            access_document(office.officer, pk)
        answers.append((refused.value.code, refused.value.public_text))
    assert answers[0] == answers[1]


def test_file_goes_with_its_document(office: Office, finance: Office) -> None:
    document = make_incoming(office, files=(make_file(),))
    pk = document.files.get().pk
    assert access_file(office.clerk, pk).name == "Công văn 1842.pdf"
    for actor in (office.officer, office.sysadmin, finance.clerk, SYSTEM):
        with pytest.raises(NotFound):
            access_file(actor, pk)


def test_arrival_is_for_the_receiving_clerk_alone(office: Office, finance: Office) -> None:
    sent = bring_outgoing_to(office, "issued", finance.agency)
    arrival = sent.dispatches.get().arrival
    file_pk = arrival.files.get().pk
    assert access_arrival(finance.clerk, arrival.pk) == arrival
    assert access_arrival_file(finance.clerk, file_pk).sha256 == arrival.files.get().sha256
    others = {n: a for n, a in finance.everyone.items() if n != "clerk"}
    for actor in (*others.values(), office.clerk, SYSTEM):
        with pytest.raises(NotFound):
            access_arrival(actor, arrival.pk)
        with pytest.raises(NotFound):
            access_arrival_file(actor, file_pk)


def test_the_right_ends_with_the_post(office: Office) -> None:
    document = bring_incoming_to(office, "in_progress")
    mover = make_member(office.agency, name="Lường Văn Én", unit=office.unit)
    assert visible_to(mover.actor).filter(pk=document.pk).exists()
    Post.objects.filter(person=mover.person).update(unit=office.other_unit, valid_to="2009-06-01")
    assert not visible_to(get_actor(mover.account)).filter(pk=document.pk).exists()


@pytest.mark.parametrize("name", ["clerk", "leader", "head", "officer", "stranger", "sysadmin"])
def test_counters_are_the_lengths_of_the_lists(office: Office, finance: Office, name: str) -> None:
    bring_incoming_to(office, "in_progress")
    bring_incoming_to(office, "presented", make_incoming(office, "07"))
    bring_outgoing_to(office, "signing", finance.agency)
    bring_outgoing_to(office, "issued", finance.agency)
    actor, today = office.everyone[name], NOW.date()
    counts = count_boxes(actor, today=today)
    for box in Box:
        assert counts[box] == list_documents(actor, box=box, today=today).total


@pytest.mark.parametrize("few", [0, FEW])
def test_a_deputy_of_an_officer_finds_what_both_own_in_a_long_book(
    office: Office, few: int
) -> None:
    """Whoever owns documents one by one, himself and in another's place, walks the book so."""
    lent, own = (
        bring_incoming_to(office, "presented", make_incoming(office, number)) for number in "12"
    )
    for document, unit in ((lent, office.unit), (own, office.other_unit)):
        lead = Receiver(unit_pk=unit.pk)
        command = direct_command(office, document, lead=lead, cooperating=())
        services.direct(office.leader, command, now=NOW)
    make_incoming(office, "3")
    entries = RegisterEntry.objects.order_by("number")
    before = with_visible(office.stranger, entries, is_long=owns_many(office.stranger, few=few))
    assert [entry.document_id for entry in before] == [own.pk]
    today = clock.today()
    away = DeputeCommand(
        deputy_pk=office.stranger.person_pk or 0,
        scope="process",
        first_on=today,
        last_on=today,
        legal_basis="12/GUQ-STTTT",
    )
    depute(office.officer, away)
    deputy = get_actor(Account.objects.get(pk=office.stranger.account_pk))
    assert owns_many(deputy, few=few) == (few == 0)
    seen = with_visible(deputy, entries, is_long=owns_many(deputy, few=few))
    assert [entry.document_id for entry in seen] == [lent.pk, own.pk]
    assert [e.number for e in list_entries(deputy, direction="in", year=2009).rows] == [2, 1]


def test_the_newest_of_ones_own_stand_beyond_a_key(office: Office, finance: Office) -> None:
    """Of each kind by itself: what was given to the unit, what one has drafted."""
    given = [
        bring_incoming_to(office, "directed", make_incoming(office, number)).pk
        for number in ("1", "2", "3")
    ]
    drafted = bring_outgoing_to(office, "draft", finance.agency).pk
    assert nth_own_key(office.officer, 1) == given[1]
    beyond = visible_to(office.officer, beyond=given[1]).order_by("pk")
    assert [document.pk for document in beyond] == [given[2], drafted]
    assert nth_own_key(office.officer, 3) == 0


def test_a_deputy_of_a_clerk_sees_his_book_as_one_who_sees_most(office: Office) -> None:
    make_incoming(office, "1")
    lent = StandIn(office.clerk, "12/GUQ-STTTT")
    deputy = replace(office.stranger, lent=lambda: (lent,))
    assert not owns_many(deputy, few=0)
    assert [e.number for e in list_entries(deputy, direction="in", year=2009).rows] == [1]


def test_register_shows_only_what_the_actor_may_see(office: Office) -> None:
    make_incoming(office, "1")
    mine = bring_incoming_to(office, "directed", make_incoming(office, "2"))
    seen = {
        name: [e.number for e in list_entries(actor, direction="in", year=2009).rows]
        for name, actor in office.everyone.items()
    }
    assert seen["clerk"] == seen["leader"] == [2, 1]
    assert seen["officer"] == seen["colleague"] == [2]
    assert seen["sysadmin"] == []
    assert list_years(office.officer, direction="in") == [2009]
    assert list_years(office.sysadmin, direction="in") == []
    assert mine.entries.get().number == 2
