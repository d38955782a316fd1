"""Who may forward which mailbox where; what is written, and that the journal has it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from mailsvc.audit.models import AuditEvent
from mailsvc.base.errors import Forbidden, Invalid, NotFound
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.models import MailboxGrant
from mailsvc.directory.roles import Role
from mailsvc.directory.services import create_mailbox, grant_mailbox
from mailsvc.forwarding import selectors, services
from mailsvc.forwarding.models import ForwardRule
from mailsvc.forwarding.rules import Forward
from tests.factories import SINCE, make_agency, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def hoa():
    return make_member(make_agency(), local="hoa")


@pytest.fixture
def nam(hoa):
    return make_member(hoa.mailbox.agency, name="Lò Văn Nam", local="nam")


def _set(actor, mailbox, *targets, keeps_copy=True):
    return services.set_forward(actor, mailbox=mailbox, targets=targets, keeps_copy=keeps_copy)


def test_one_sets_changes_and_clears_ones_own(hoa, nam):
    assert _set(hoa.actor, hoa.mailbox, f" {nam.mailbox.address.upper()} ") == Forward(
        (nam.mailbox.address,), True
    )
    _set(hoa.actor, hoa.mailbox, nam.mailbox.address, keeps_copy=False)
    found = selectors.find_forwards([hoa.mailbox.address, nam.mailbox.address])
    assert found == {hoa.mailbox.address: Forward((nam.mailbox.address,), False)}
    services.clear_forward(hoa.actor, mailbox=hoa.mailbox)
    services.clear_forward(hoa.actor, mailbox=hoa.mailbox)
    assert selectors.find_forwards([hoa.mailbox.address]) == {}
    acts = AuditEvent.objects.filter(chain_id="forwarding").order_by("seq")
    assert [act.action for act in acts] == ["set_forward", "set_forward", "clear_forward"]
    assert acts[0].facts == {
        "mailbox": hoa.mailbox.address,
        "targets": [nam.mailbox.address],
        "keeps_copy": True,
    }


def test_strangers_and_readers_may_not(hoa, nam):
    office = create_mailbox(
        SYSTEM, address="vanthu@stttt.dienbien.example", name="Văn thư", agency=hoa.mailbox.agency
    )
    with pytest.raises(NotFound):
        _set(nam.actor, hoa.mailbox, nam.mailbox.address)
    with pytest.raises(NotFound):
        services.clear_forward(nam.actor, mailbox=hoa.mailbox)
    for level, error in (("viewer", NotFound), ("sender", Forbidden), ("manager", None)):
        MailboxGrant.objects.all().delete()
        grant_mailbox(SYSTEM, mailbox=office, account=nam.account, level=level, valid_from=SINCE)
        if error is None:
            _set(nam.actor, office, hoa.mailbox.address)
        else:
            with pytest.raises(error):
                _set(nam.actor, office, hoa.mailbox.address)
    admin = make_member(hoa.mailbox.agency, Role.SYSADMIN, name="Vừ A Chứ")
    _set(admin.actor, hoa.mailbox, nam.mailbox.address)


@pytest.mark.parametrize(
    ("reach", "domains", "inside", "listed", "other"),
    [
        ("off", [], False, False, False),
        ("inside", ["stc.example"], True, False, False),
        ("listed", ["STC.example"], True, True, False),
        ("any", [], True, True, True),
    ],
)
def test_the_administrators_policy(hoa, nam, settings, reach, domains, inside, listed, other):
    settings.FORWARDING, settings.FORWARD_DOMAINS = reach, domains
    cases = (
        (nam.mailbox.address, inside),
        ("a@stc.example", listed),
        ("a@khac.example", other),
    )
    for target, is_allowed in cases:
        if is_allowed:
            _set(hoa.actor, hoa.mailbox, target)
        else:
            with pytest.raises(Forbidden):
                _set(hoa.actor, hoa.mailbox, target)


@pytest.mark.parametrize(
    "targets",
    [
        [],
        ["hoa@stttt.dienbien.example"],
        ["khong-co@stttt.dienbien.example"],
        ["x"],
        ["a@x.example"] * 6,
    ],
    ids=["none", "itself", "unknown", "no address", "policy"],
)
def test_what_cannot_be_a_target(hoa, targets):
    with pytest.raises((Invalid, Forbidden)):
        _set(hoa.actor, hoa.mailbox, *targets)
    assert ForwardRule.objects.count() == 0


def test_not_more_than_five(hoa, settings):
    settings.FORWARDING = "any"
    with pytest.raises(Invalid):
        _set(hoa.actor, hoa.mailbox, *(f"a{n}@x.example" for n in range(6)))
    _set(hoa.actor, hoa.mailbox, *(f"a{n}@x.example" for n in range(5)))


def test_the_command(hoa, nam):
    def run(*arguments):
        out = StringIO()
        call_command("forward", *arguments, stdout=out)
        return out.getvalue().strip()

    here, there = hoa.mailbox.address, nam.mailbox.address
    assert run("set", here, "--to", there, "--no-copy") == f"{here} → {there} (no copy is kept)"
    assert run("show", here).startswith(f"{here} → {there}")
    assert run("clear", here) == f"{here}: no forwarding"
    with pytest.raises(CommandError):
        run("set", here, "--to", "a@khac.example")
    with pytest.raises(CommandError):
        run("show", "khong-co@stttt.dienbien.example")
