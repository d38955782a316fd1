"""Rules of a mailbox: who may, what is kept, what the store is told and when."""

import pytest

from mailsvc.audit.models import AuditEvent
from mailsvc.base.errors import Conflict, Forbidden, Invalid, NotFound
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.models import Mailbox, MailboxGrant
from mailsvc.directory.services import create_mailbox, grant_mailbox
from mailsvc.filters import services
from mailsvc.filters.models import FilterState
from mailsvc.filters.rules import RULES_MAX, Actions, Condition, Field, Op, Rule
from mailsvc.filters.selectors import is_pending, list_rules
from tests.factories import SINCE, Member, make_agency, make_member

pytestmark = pytest.mark.django_db

RULE = Rule("Báo cáo", (Condition(Field.SUBJECT, Op.CONTAINS, "báo cáo"),), Actions("Báo cáo"))


@pytest.fixture
def hoa() -> Member:
    return make_member(make_agency())


def save(member: Member, rule: Rule = RULE, pk: int | None = None):
    return services.save_rule(member.actor, mailbox_pk=member.mailbox.pk, rule=rule, pk=pk)


def names(member: Member) -> list[str]:
    return [row.name for row in list_rules(member.actor, mailbox_pk=member.mailbox.pk)]


def test_saved_as_it_was_given_and_noted(hoa: Member) -> None:
    row = save(hoa)
    assert list_rules(hoa.actor, mailbox_pk=hoa.mailbox.pk)[0].rule == RULE
    assert AuditEvent.objects.get(action="save_filter").facts["filter"] == "Báo cáo"
    assert is_pending(hoa.mailbox.pk)
    save(hoa, Rule("Khác", RULE.conditions, Actions(stars=True)), row.pk)
    assert names(hoa) == ["Khác"]


def test_order_switch_delete(hoa: Member) -> None:
    rows = [save(hoa, Rule(name, RULE.conditions, RULE.actions)) for name in "abc"]
    pk = hoa.mailbox.pk
    services.raise_rule(hoa.actor, mailbox_pk=pk, pk=rows[2].pk)
    assert names(hoa) == ["a", "c", "b"]
    services.raise_rule(hoa.actor, mailbox_pk=pk, pk=rows[0].pk)
    assert names(hoa) == ["a", "c", "b"]
    services.switch_rule(hoa.actor, mailbox_pk=pk, pk=rows[0].pk, is_on=False)
    assert not list_rules(hoa.actor, mailbox_pk=pk)[0].is_on
    gone = services.delete_rule(hoa.actor, mailbox_pk=pk, pk=rows[2].pk)
    assert (gone.name, names(hoa)) == ("c", ["a", "b"])


def test_rules_follow_a_renamed_folder(hoa: Member) -> None:
    for folder in ("Báo cáo", "Báo cáo/2009", "Báo cáo khác"):
        save(hoa, Rule(folder, RULE.conditions, Actions(folder)))
    services.rename_folder(hoa.mailbox, before="Báo cáo", after="Tổng hợp")
    rows = list_rules(hoa.actor, mailbox_pk=hoa.mailbox.pk)
    assert [row.folder for row in rows] == ["Tổng hợp", "Tổng hợp/2009", "Báo cáo khác"]


def test_store_away_leaves_it_to_the_job(hoa: Member, settings) -> None:
    settings.SIEVE_PORT = 1
    save(hoa)
    services.push_now(hoa.mailbox)
    services.push_pending()
    assert is_pending(hoa.mailbox.pk)
    state = FilterState.objects.get()
    FilterState.objects.update(pushed_at=state.changed_at)
    assert not is_pending(hoa.mailbox.pk)


@pytest.mark.parametrize("folder", ["a\r\nb", "x\0", "dài" * 200])
def test_folders_no_store_can_have_are_refused(hoa: Member, folder: str) -> None:
    with pytest.raises(Invalid):
        save(hoa, Rule("x", RULE.conditions, Actions(folder)))
    assert names(hoa) == []


def test_not_too_many(hoa: Member) -> None:
    for _ in range(RULES_MAX):
        save(hoa)
    with pytest.raises(Conflict):
        save(hoa)


@pytest.fixture
def shared(hoa: Member) -> Mailbox:
    return create_mailbox(
        SYSTEM, address="vanthu@x.example", name="Văn thư", agency=hoa.mailbox.agency
    )


@pytest.mark.parametrize(
    ("level", "error"),
    [
        (None, NotFound),
        ("viewer", Forbidden),
        ("editor", Forbidden),
        ("sender", Forbidden),
        ("manager", None),
    ],
)
def test_a_shared_mailboxs_rules_are_its_managers(
    hoa: Member, shared: Mailbox, level: str | None, error: type[Exception] | None
) -> None:
    if level:
        grant_mailbox(
            SYSTEM,
            mailbox=shared,
            account=hoa.account,
            level=MailboxGrant.Level(level),
            valid_from=SINCE,
        )
    if error is None:
        services.save_rule(hoa.actor, mailbox_pk=shared.pk, rule=RULE)
        return
    with pytest.raises(error):
        services.save_rule(hoa.actor, mailbox_pk=shared.pk, rule=RULE)
    with pytest.raises(error):
        list_rules(hoa.actor, mailbox_pk=shared.pk)


def test_nobody_elses_rules(hoa: Member) -> None:
    row = save(hoa)
    lan = make_member(hoa.mailbox.agency, name="Lò Thị Lan")
    for act in (
        lambda pk: services.switch_rule(lan.actor, mailbox_pk=pk, pk=row.pk, is_on=False),
        lambda pk: services.raise_rule(lan.actor, mailbox_pk=pk, pk=row.pk),
        lambda pk: services.delete_rule(lan.actor, mailbox_pk=pk, pk=row.pk),
        lambda pk: services.save_rule(lan.actor, mailbox_pk=pk, rule=RULE, pk=row.pk),
    ):
        for pk in (hoa.mailbox.pk, lan.mailbox.pk):
            with pytest.raises(NotFound):
                act(pk)
    assert names(hoa) == ["Báo cáo"]
