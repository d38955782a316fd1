"""Groups: who is in one, who may write to it, who may change it."""

from datetime import timedelta

import pytest

from mailsvc.audit.models import AuditEvent
from mailsvc.base import clock
from mailsvc.base.errors import AppError, Conflict, Forbidden, NotFound
from mailsvc.directory import consistency, group_services, services
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.group_services import PostRule
from mailsvc.directory.groups import expand, find_group, list_groups, may_write_to_group
from mailsvc.directory.models import Alias, Mailbox, MailGroup
from mailsvc.directory.roles import Role
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]

Writers = MailGroup.Writers
ALL = "toan-so@stttt.dienbien.example"


@pytest.fixture
def office():
    return factories.make_agency()


@pytest.fixture
def hoa(office):
    return factories.make_member(office, Role.OFFICER, local="hoa")


@pytest.fixture
def lan(office):
    return factories.make_member(office, Role.CLERK, name="Lò Thị Lan", local="lan")


@pytest.fixture
def dana():
    other = factories.make_agency("SNV", "Sở Nội vụ")
    return factories.make_member(other, Role.LEADER, name="Vừ A Dế", local="de")


def make(address=ALL, **options):
    return group_services.create_group(SYSTEM, address=address, name="Toàn Sở", **options)


def add(address, *members):
    for one in members:
        group_services.add_member(SYSTEM, address=address, member=one)


def test_members_are_mailboxes_aliases_and_groups_each_once(office, hoa, lan):
    services.create_alias(SYSTEM, address="quang.hoa@stttt.dienbien.example", mailbox=hoa.mailbox)
    group, inner = make(), make("phong@stttt.dienbien.example")
    add(inner.address, "quang.hoa@stttt.dienbien.example", "LAN@stttt.dienbien.example")
    add(ALL, hoa.mailbox.address, inner.address, hoa.mailbox.address)
    assert sorted(expand(group)) == ["hoa@stttt.dienbien.example", "lan@stttt.dienbien.example"]
    group_services.remove_member(SYSTEM, address=inner.address, member=lan.mailbox.address)
    assert expand(group) == ("hoa@stttt.dienbien.example",)
    with pytest.raises(NotFound):
        group_services.remove_member(SYSTEM, address=inner.address, member=lan.mailbox.address)


def test_suspended_mailboxes_and_closed_groups_get_nothing(hoa, lan):
    group, inner = make(), make("phong@stttt.dienbien.example")
    add(ALL, hoa.mailbox.address, inner.address)
    add(inner.address, lan.mailbox.address)
    Mailbox.objects.filter(pk=hoa.mailbox.pk).update(is_suspended=True)
    assert expand(group) == (lan.mailbox.address,)
    group_services.set_closed(SYSTEM, address=inner.address, is_closed=True)
    assert expand(group) == ()


def test_rule_gathers_posts_of_the_day(office, hoa, lan, dana):
    everybody = make(rule=PostRule(agency=office))
    clerks = make("van-thu@dienbien.example", rule=PostRule(role=Role.CLERK))
    assert set(expand(everybody)) == {hoa.mailbox.address, lan.mailbox.address}
    assert expand(clerks) == (lan.mailbox.address,)
    lan.person.posts.update(valid_to=clock.today())
    assert expand(everybody) == (hoa.mailbox.address,)
    assert expand(everybody, today=clock.today() - timedelta(days=1)) != expand(everybody)
    unit = factories.make_unit(office)
    binh = factories.make_member(office, name="Lò Văn Bình", unit=unit, local="binh")
    group_services.set_post_rule(SYSTEM, address=ALL, rule=PostRule(agency=office, unit=unit))
    assert expand(find_group(ALL)) == (binh.mailbox.address,)


def test_role_and_agency_must_meet_in_one_post(office, lan, dana):
    services.create_post(
        SYSTEM,
        person=dana.person,
        agency=office,
        unit=None,
        title="Phối hợp",
        role=Role.OFFICER,
        valid_from=factories.SINCE,
        is_main=False,
    )
    leaders = make(rule=PostRule(agency=office, role=Role.LEADER))
    assert expand(leaders) == ()


def test_circles_are_refused_and_walked_once(hoa):
    group, inner = make(), make("phong@stttt.dienbien.example")
    add(ALL, inner.address)
    with pytest.raises(Conflict) as caught:
        add(inner.address, ALL)
    assert caught.value.code == "group_circle"
    with pytest.raises(Conflict):
        add(ALL, ALL)
    assert consistency.find_problems() == []
    # What two changes at once could leave behind.
    inner.members.create(subgroup=group)
    assert consistency.find_problems() == [
        f"D2 {one.address}: holds itself" for one in (group, inner)
    ]
    add(inner.address, hoa.mailbox.address)
    assert expand(group) == (hoa.mailbox.address,)


def test_depth_and_size_are_bounded(settings, hoa, lan):
    settings.GROUP_DEPTH_MAX = 2
    group, inner = make(), make("phong@stttt.dienbien.example")
    deep = make("to@stttt.dienbien.example")
    add(ALL, inner.address)
    with pytest.raises(Conflict) as caught:
        add(inner.address, deep.address)
    assert caught.value.code == "group_too_deep"
    inner.members.create(subgroup=deep)
    with pytest.raises(Conflict) as caught:
        expand(group)
    assert caught.value.code == "group_too_deep"
    assert [size.mailboxes for size in list_groups() if size.group == group] == [0]
    settings.GROUP_DEPTH_MAX, settings.GROUP_MAILBOXES_MAX = 3, 1
    add(deep.address, hoa.mailbox.address)
    assert expand(group) == (hoa.mailbox.address,)
    add(deep.address, lan.mailbox.address)
    with pytest.raises(Conflict) as caught:
        expand(group)
    assert caught.value.code == "group_too_large"


@pytest.mark.parametrize(
    ("writers", "allowed"),
    [
        (Writers.ANYBODY, {"hoa", "lan", "dana", "system", "outside"}),
        (Writers.INSIDE, {"hoa", "lan", "dana"}),
        (Writers.AGENCY, {"hoa", "lan"}),
        (Writers.OFFICE, {"lan"}),
        (Writers.CLERKS, {"lan"}),
        (Writers.LEADERS, set()),
        (Writers.MEMBERS, {"hoa"}),
        (Writers.NAMED, set()),
    ],
)
def test_who_may_write(office, hoa, lan, dana, writers, allowed):
    group = make(agency=office, writers=writers)
    add(ALL, hoa.mailbox.address)
    actors = {"hoa": hoa.actor, "lan": lan.actor, "dana": dana.actor, "system": SYSTEM}
    inside = {n for n, a in actors.items() if may_write_to_group(a, group, is_inside=True)}
    outside = {"outside"} if may_write_to_group(SYSTEM, group, is_inside=False) else set()
    assert inside | outside == allowed
    group_services.allow_sender(SYSTEM, address=ALL, account=dana.account)
    assert may_write_to_group(dana.actor, group, is_inside=True)
    # A claimed sender is no log-in.
    assert may_write_to_group(dana.actor, group, is_inside=False) is (writers == Writers.ANYBODY)
    group_services.forbid_sender(SYSTEM, address=ALL, account=dana.account)
    assert may_write_to_group(dana.actor, group, is_inside=True) is ("dana" in allowed)


def test_leaders_of_the_whole_province_where_the_group_has_no_agency(dana, hoa):
    group = make("lanh-dao@dienbien.example", writers=Writers.LEADERS)
    assert may_write_to_group(dana.actor, group, is_inside=True)
    assert not may_write_to_group(hoa.actor, group, is_inside=True)


def test_an_address_has_one_owner(office, hoa):
    make()
    with pytest.raises(Conflict):
        make()
    with pytest.raises(Conflict):
        make(hoa.mailbox.address)
    with pytest.raises(Conflict):
        services.create_alias(SYSTEM, address=ALL, mailbox=hoa.mailbox)
    with pytest.raises(Conflict):
        services.create_mailbox(SYSTEM, address=ALL, name="x", agency=office)
    assert consistency.find_problems() == []
    Alias.objects.create(address=ALL, mailbox=hoa.mailbox)
    assert consistency.find_problems() == [f"D1 {ALL}: 2 owners"]


def test_changes_are_for_administrators_and_in_the_journal(office, hoa):
    make()
    calls = [
        lambda a: group_services.create_group(a, address="x@stttt.dienbien.example", name="x"),
        lambda a: group_services.rename_group(a, address=ALL, name="Cả Sở"),
        lambda a: group_services.add_member(a, address=ALL, member=hoa.mailbox.address),
        lambda a: group_services.remove_member(a, address=ALL, member=hoa.mailbox.address),
        lambda a: group_services.set_writers(a, address=ALL, writers=Writers.NAMED),
        lambda a: group_services.set_post_rule(a, address=ALL, rule=None),
        lambda a: group_services.allow_sender(a, address=ALL, account=hoa.account),
        lambda a: group_services.forbid_sender(a, address=ALL, account=hoa.account),
        lambda a: group_services.set_closed(a, address=ALL, is_closed=True),
    ]
    admin = factories.make_member(office, Role.SYSADMIN, name="Lê Văn Quản", local="quan")
    for call in calls:
        count = AuditEvent.objects.count()
        with pytest.raises(Forbidden):
            call(hoa.actor)
        assert AuditEvent.objects.count() == count
        call(admin.actor)
        assert AuditEvent.objects.count() == count + 1
    assert AuditEvent.objects.latest("seq").actor == admin.account.address


def test_odd_groups_are_refused(office):
    for wrong in (
        {"address": "khong-phai-dia-chi"},
        {"address": "a+b@stttt.dienbien.example"},
        {"name": " "},
        {"writers": Writers.AGENCY},
        {"rule": PostRule(unit=factories.make_unit(office))},
    ):
        fields = {"address": ALL, "name": "Toàn Sở"} | wrong
        with pytest.raises(AppError):
            group_services.create_group(SYSTEM, **fields)
    with pytest.raises(NotFound):
        add(ALL, "ai@stttt.dienbien.example")
