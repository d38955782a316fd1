"""`manage.py mail_group` from making to closing."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from mailsvc.directory.groups import may_write_to_group
from mailsvc.directory.models import MailGroup
from mailsvc.directory.roles import Role
from mailsvc.directory.suggestions import suggest_recipients
from tests import factories

pytestmark = pytest.mark.django_db

ALL = "toan-so@stttt.dienbien.example"


def run(*words):
    out = StringIO()
    call_command("mail_group", *words, stdout=out)
    return out.getvalue()


def test_the_life_of_a_group():
    agency = factories.make_agency()
    hoa = factories.make_member(agency, local="hoa")
    lan = factories.make_member(agency, Role.CLERK, name="Lò Thị Lan", local="lan")
    run("create", ALL, "Toàn Sở", "--agency", "STTTT", "--by-post", "--writers", "agency")
    assert run("show", ALL).split() == ["hoa@stttt.dienbien.example", "lan@stttt.dienbien.example"]
    assert f"{ALL}\t2\tagency\tToàn Sở" in run("list")
    run("rule", ALL, "--agency", "STTTT", "--role", "clerk")
    assert run("show", ALL).split() == ["lan@stttt.dienbien.example"]
    run("named-only", ALL)
    run("add", ALL, hoa.mailbox.address)
    assert run("show", ALL).split() == ["hoa@stttt.dienbien.example"]
    run("remove", ALL, hoa.mailbox.address)
    run("writers", ALL, "named")
    group = MailGroup.objects.get()
    assert not may_write_to_group(lan.actor, group, is_inside=True)
    run("allow", ALL, lan.account.address)
    assert may_write_to_group(lan.actor, group, is_inside=True)
    run("forbid", ALL, lan.account.address)
    run("rename", ALL, "Cả Sở")
    run("close", ALL)
    assert "Cả Sở (đã đóng)" in run("list")
    run("open", ALL)
    assert "đã đóng" not in run("list")


@pytest.mark.parametrize(
    "words",
    [
        ("show", ALL),
        ("create", "sai", "Toàn Sở"),
        ("create", ALL, "Toàn Sở", "--agency", "KHONG"),
        ("create", ALL, "Toàn Sở", "--agency", "STTTT", "--by-post", "--unit", "KHONG"),
        ("allow", ALL, "ai@stttt.dienbien.example"),
    ],
)
def test_a_mistake_is_one_sentence(words):
    factories.make_agency()
    with pytest.raises(CommandError):
        run(*words)
    assert not MailGroup.objects.exists()


def test_the_picker_shows_groups_one_may_write_to_with_their_size():
    agency = factories.make_agency()
    hoa = factories.make_member(agency, local="hoa")
    stranger = factories.make_member(factories.make_agency("SNV", "Sở Nội vụ"))
    for n in range(30):  # others' groups stand before it in the alphabet
        run("create", f"a{n}@dienbien.example", f"Toàn Sở {n}", "--writers", "named")
    run("create", ALL, "Toàn Sở", "--agency", "STTTT", "--by-post", "--writers", "agency")
    (found,) = suggest_recipients(hoa.actor, "toan so")
    assert (found.address, found.name, found.mailboxes) == (ALL, "Toàn Sở", 1)
    assert suggest_recipients(stranger.actor, "toan so") == []
    run("close", ALL)
    assert suggest_recipients(hoa.actor, "toan so") == []
