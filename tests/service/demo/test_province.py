"""The demo province: the article's figures from bitmaps, and a second load that changes nothing."""

import hashlib
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import pytest
from django.apps import apps
from django.db import connection

from config.demo.activity import MONTH, plan_activity
from config.demo.load import load_province
from config.demo.logins import LOGINS
from config.demo.people import Stage, plan_workers
from config.demo.province import list_agencies
from mailsvc.base.errors import Conflict
from mailsvc.directory.access import list_open_mailboxes
from mailsvc.directory.models import Account, Agency, Mailbox, MailboxGrant, Person, Post, valid_on
from mailsvc.directory.passwords import authenticate_program
from mailsvc.directory.roles import Role
from mailsvc.usage import consistency
from mailsvc.usage.counts import Source
from mailsvc.usage.selectors import adoption_report, list_months
from tests import factories

DOMAIN = "dienbien.example"


def digests() -> dict[str, str]:
    """Every table of ours, with everything in it."""
    return dict(_digest_tables())


def _digest_tables() -> Iterator[tuple[str, str]]:
    ours = ("directory", "usage", "audit")
    for model in apps.get_models():
        if model._meta.app_label in ours:
            rows = model._default_manager.order_by("pk").values_list()
            yield model._meta.label, hashlib.sha256(repr(list(rows)).encode()).hexdigest()


@pytest.mark.django_db
def test_t1_the_figures_of_the_article_and_a_second_load_changes_nothing() -> None:
    assert load_province()
    report = adoption_report(MONTH)
    assert report.total.share_text == "17% (322/1.850)"
    assert [(t.agency_count, t.figures.share_text) for t in report.tiers] == [
        (20, "22% (198/900)"),
        (9, "13% (124/950)"),
    ]
    assert [stage.count for stage in report.funnel] == [1850, 1110, 740, 560, 430, 322]
    assert report.target is not None
    assert (report.target.percent, report.target.missing) == (20, 48)
    expected = {row.code: (row.regular, row.staff) for row in list_agencies()}
    found = {a.code: (a.figures.regular, a.figures.eligible) for a in report.agencies}
    assert found == expected
    assert consistency.find_problems() == []
    check_later_months()
    check_second_load()


def check_later_months() -> None:
    """The targets of 2009 and 2010 are reached when they should be, and every event is there."""
    reports = {ym: adoption_report(ym) for ym in list_months()}
    assert len(reports) == 14
    assert all(not report.is_provisional for report in reports.values())
    rates = {ym: report.total.percent for ym, report in reports.items()}
    assert rates[201005] < 20 <= rates[201006] < 30 <= rates[201012]
    assert rates[201002] < rates[201001], "Tết"
    assert "outage" in next(a.flags for a in reports[201004].agencies if a.code == "MN")
    assert {a.source for a in reports[201005].agencies} == {Source.ACCOUNTS}
    assert [one.number for one in reports[201003].revisions] == [0, 1]
    assert "SNGV" in {a.code for a in reports[201006].agencies}
    assert "SNGV" not in {a.code for a in reports[201007].agencies}


def check_second_load() -> None:
    """Nothing changes, and little is asked."""
    before = digests()
    connection.force_debug_cursor = True
    try:
        asked = len(connection.queries)
        assert not load_province()
        assert len(connection.queries) - asked < 30
    finally:
        connection.force_debug_cursor = False
    assert digests() == before


@pytest.mark.django_db
def test_people_accounts_and_mailboxes_hang_together() -> None:
    load_province()
    assert Person.objects.filter(is_generated=True).count() == Person.objects.count() == 1870
    for day in (date(2009, 11, 30), date(2011, 1, 1)):
        assert Post.objects.filter(valid_on(day), is_main=True).count() == 1850
    assert Account.objects.count() == 1110
    assert Mailbox.objects.filter(kind="personal").count() == 1110
    assert set(Agency.objects.values_list("official_mailbox__address", flat=True)) == {
        f"hopthu@{row.label}.{DOMAIN}" for row in list_agencies()
    }
    managers = MailboxGrant.objects.filter(level="manager", mailbox__kind="role")
    assert set(managers.values_list("mailbox__agency__code", flat=True)) == {
        row.code for row in list_agencies()
    }
    check_log_ins()


def check_log_ins() -> None:
    """The known ones open what their role may; the others wait for a password."""
    assert Account.objects.filter(is_demo=True).count() == len(LOGINS) == 9
    clerk = authenticate_program(f"vanthu@stc.{DOMAIN}", "congvan-demo")
    assert clerk.main_duty is not None
    assert clerk.main_duty.role == Role.CLERK
    assert [box.address for box in list_open_mailboxes(clerk)] == [
        f"vanthu@stc.{DOMAIN}",
        f"hopthu@stc.{DOMAIN}",
    ]
    administrator = authenticate_program(f"quantri@{DOMAIN}", "congvan-demo")
    assert administrator.has_role(Role.SYSADMIN)
    assert administrator.has_role(Role.STATISTICIAN)
    others = Account.objects.filter(is_demo=False)
    assert not any(account.has_usable_password() for account in others[:50])


@pytest.mark.django_db
def test_real_people_keep_the_demo_out() -> None:
    factories.make_person()
    with pytest.raises(Conflict):
        load_province()
    assert not Account.objects.exists()


def test_the_plan_is_the_same_every_time() -> None:
    first, second = plan_workers(DOMAIN), plan_workers(DOMAIN)
    assert first == second
    assert plan_activity(first) == plan_activity(second)


def test_addresses_are_unique_plain_and_in_the_asked_domain() -> None:
    addresses = [w.address for w in plan_workers("tinh.example") if w.address]
    assert len(addresses) == len(set(addresses)) == 1110
    assert all(a.isascii() and a == a.casefold() and a.endswith("tinh.example") for a in addresses)


def test_the_funnel_narrows() -> None:
    stages = [w.stage for w in plan_workers(DOMAIN)]
    counts = [sum(stage >= least for stage in stages) for least in Stage]
    assert counts == [1850, 1110, 740, 560, 430, 322]
    assert all(a > b for a, b in pairwise(counts))
