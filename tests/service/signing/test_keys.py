"""Keys are made, published, used, replaced and withdrawn, by those who may; the journal knows."""

import stat
from datetime import timedelta
from io import StringIO

import dns.rdataclass
import dns.zone
import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from mailsvc.audit.models import AuditEvent
from mailsvc.audit.services import verify_chain
from mailsvc.base.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.roles import Role
from mailsvc.signing import keyfiles, selectors, services
from mailsvc.signing.models import DkimKey
from tests.factories import make_member
from tests.service.signing.conftest import DOMAIN, zone
from tests.support.dns_zone import dns_zone

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]
State = DkimKey.State


def _states(name):
    return {key.state for key in DkimKey.objects.filter(name=name)}


def test_a_new_pair_signs_nothing_yet(hoa):
    keys = services.make_keys(SYSTEM, domain=DOMAIN)
    assert [key.algorithm for key in keys] == ["rsa", "ed25519"]
    assert {key.state for key in keys} == {State.NEW}
    assert selectors.list_active(DOMAIN) == []
    for key in keys:
        assert stat.S_IMODE(keyfiles.path_of(key).stat().st_mode) == 0o600
        assert key.public not in keyfiles.path_of(key).read_text()
    assert AuditEvent.objects.filter(chain_id="signing").get().action == "make_dkim_keys"


def test_names_go_by_the_day_and_are_never_taken_twice(hoa):
    first = services.make_keys(SYSTEM, domain=DOMAIN)[0].name
    assert services.make_keys(SYSTEM, domain=DOMAIN)[0].name == f"{first}-2"
    with pytest.raises(Conflict):
        services.make_keys(SYSTEM, domain=DOMAIN, name=first)


@pytest.mark.parametrize("name", ["../x", "A", "a b", "-", "x" * 41, "a.b"])
def test_odd_names_are_refused(hoa, name):
    with pytest.raises(Invalid):
        services.make_keys(SYSTEM, domain=DOMAIN, name=name)


@pytest.mark.parametrize("domain", ["khac.example", "", "../../x", "x" * 300])
def test_only_our_domains_get_keys(hoa, domain):
    with pytest.raises(Invalid):
        services.make_keys(SYSTEM, domain=domain)
    assert DkimKey.objects.count() == 0


def test_a_pair_takes_over_and_the_old_one_stays_until_retired(
    keys, django_capture_on_commit_callbacks
):
    services.make_keys(SYSTEM, domain=DOMAIN, name="moi")
    assert {key.name for key in selectors.list_active(DOMAIN)} == {"thu"}
    services.activate_keys(SYSTEM, domain=DOMAIN, name="moi")
    assert {key.name for key in selectors.list_active(DOMAIN)} == {"moi"}
    assert _states("thu") == {State.OLD}
    with pytest.raises(Conflict):
        services.retire_keys(SYSTEM, domain=DOMAIN, name="moi")
    with django_capture_on_commit_callbacks(execute=True):
        services.retire_keys(SYSTEM, domain=DOMAIN, name="thu")
    assert _states("thu") == {State.RETIRED}
    assert not any(keyfiles.path_of(key).exists() for key in keys)
    with pytest.raises(Conflict):
        services.activate_keys(SYSTEM, domain=DOMAIN, name="thu")
    assert verify_chain("signing").is_ok


def test_a_pair_without_its_files_is_not_used(hoa):
    for key in services.make_keys(SYSTEM, domain=DOMAIN, name="mat"):
        keyfiles.delete(key)
    with pytest.raises(Unavailable):
        services.activate_keys(SYSTEM, domain=DOMAIN, name="mat")


def test_one_active_key_of_a_kind_is_the_databases_rule_too(keys):
    with pytest.raises(IntegrityError):
        DkimKey.objects.create(
            domain=DOMAIN,
            name="hai",
            algorithm="rsa",
            public="x",
            state=State.ACTIVE,
            created_at=keys[0].created_at + timedelta(days=1),
        )


def test_administrators_alone_handle_keys(keys, hoa):
    admin = make_member(hoa.mailbox.agency, Role.SYSADMIN, name="Vừ A Chứ")
    services.make_keys(admin.actor, domain=DOMAIN, name="quan-tri")
    for act in (services.activate_keys, services.retire_keys, services.make_keys):
        with pytest.raises(Forbidden):
            act(hoa.actor, domain=DOMAIN, name="quan-tri")


def test_a_domain_without_keys_uses_those_of_the_domain_above(keys):
    assert selectors.list_active(f"phong.{DOMAIN}") == selectors.list_active(DOMAIN)
    assert len(selectors.list_active(DOMAIN)) == 2
    assert selectors.list_active("dienbien.example") == []
    assert selectors.list_active("") == []


def _command(*arguments):
    out = StringIO()
    call_command("dkim", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_prints_a_zone_a_name_server_can_read(hoa):
    text = _command("make", "--domain", DOMAIN, "--name", "thu")
    # A name server's own reader takes every line.
    read = dns.zone.from_text(f"$ORIGIN {DOMAIN}.\n{text}", check_origin=False)
    found = {
        name.to_text(): [b"".join(one.strings).decode() for one in data]
        for name, _ttl, data in (
            (name, node.ttl, node) for name, node in read.iterate_rdatasets("TXT")
        )
    }
    for key in DkimKey.objects.all():
        (record,) = found[f"{key.selector}._domainkey"]
        assert record.startswith(f"v=DKIM1; k={key.algorithm}")
        assert record.endswith(f"p={key.public}")
    assert found["@"] == ["v=spf1 mx a:mail.dienbien.example -all"]
    assert found["_dmarc"][0].startswith("v=DMARC1; p=quarantine")
    assert found["_mta-sts"][0].startswith("v=STSv1; id=")
    assert "mx: mail.dienbien.example" in text


def test_rotation_by_command(hoa, django_capture_on_commit_callbacks):
    _command("make", "--domain", DOMAIN, "--name", "thu", "--activate")
    assert _states("thu") == {State.ACTIVE}
    assert "activate" in _command("rotate", "--domain", DOMAIN, "--name", "moi")
    with dns_zone({}), pytest.raises(CommandError, match="DNS does not show"):
        _command("activate", "--domain", DOMAIN, "moi", "--when-published")
    assert _states("moi") == {State.NEW}
    with dns_zone(zone(DkimKey.objects.filter(name="moi"))):
        _command("activate", "--domain", DOMAIN, "moi", "--when-published")
    assert (_states("moi"), _states("thu")) == ({State.ACTIVE}, {State.OLD})
    with django_capture_on_commit_callbacks(execute=True):
        assert 'p="' in _command("retire", "--domain", DOMAIN, "thu")
    listed = _command("list").splitlines()
    assert [line.split()[0] for line in listed] == ["retired"] * 2 + ["active"] * 2
    assert "thu-rsa" not in _command("records", "--domain", DOMAIN)


def test_the_command_says_why_not(hoa):
    with pytest.raises(CommandError, match=r"khac\.example"):
        _command("make", "--domain", "khac.example")
    with pytest.raises(NotFound):
        services.retire_keys(SYSTEM, domain=DOMAIN, name="khong-co")
