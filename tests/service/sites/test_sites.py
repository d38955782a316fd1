"""The table of sites: who may change it, what it refuses, what it never shows."""

import stat
from pathlib import Path

import pytest
from django.conf import settings

from mailsvc.audit.models import AuditEvent
from mailsvc.base.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable
from mailsvc.directory.actor import SYSTEM
from mailsvc.relay import tls
from mailsvc.sites import credentials, secrets, selectors, services
from mailsvc.sites.rules import TlsPolicy
from mailsvc.sites.services import SiteChange
from tests.factories import make_agency, make_member

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]

HUB = SiteChange(
    host="10.1.0.1",
    port=587,
    login="muong-nhe",
    secret="bí mật của điểm nối",
    is_default=True,
    is_hub=True,
    is_inside=True,
    domains=[".dienbien.example"],
)


def _add(name: str = "tinh", change: SiteChange = HUB) -> None:
    services.add_site(SYSTEM, name=name, change=change)


def test_a_site_is_kept_with_its_domains_and_secret() -> None:
    _add()
    routes = selectors.load_routes()
    assert routes.default is not None
    assert (routes.default.host, routes.default.port) == ("10.1.0.1", 587)
    assert routes.default.tls is TlsPolicy.MUST
    assert secrets.read("tinh") == HUB.secret


def test_the_secret_is_in_no_row_and_no_journal() -> None:
    _add()
    path = Path(settings.SECRETS_DIR) / "sites" / "tinh"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert HUB.secret not in str(AuditEvent.objects.values_list("facts", flat=True))
    event = AuditEvent.objects.get(action="add_site")
    assert event.facts["has_new_secret"] is True
    assert HUB.secret not in str(selectors.get_site("tinh").__dict__)


def test_only_the_administrator_changes_it() -> None:
    stranger = make_member(make_agency()).actor
    with pytest.raises(Forbidden):
        services.add_site(stranger, name="tinh", change=HUB)
    _add()
    with pytest.raises(Forbidden):
        services.change_site(stranger, name="tinh", change=SiteChange(port=25))
    with pytest.raises(Forbidden):
        services.remove_site(stranger, name="tinh")
    with pytest.raises(Forbidden):
        credentials.make_credential(stranger, name="tinh")
    services.change_site(SYSTEM, name="tinh", change=SiteChange(port=25))
    assert selectors.get_site("tinh").port == 25


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (SiteChange(host="không tên"), "site_host"),
        (SiteChange(host="a.example", tls="maybe"), "site_tls"),
        (SiteChange(host="a.example", port=70000), "site_numbers"),
        (SiteChange(host="a.example", connections_max=0), "site_numbers"),
        (SiteChange(is_default=True), "site_host"),
        (SiteChange(host="a.example", login="x", tls="may"), "site_tls"),
        (SiteChange(host="a.example", ca_pem="không phải PEM"), "site_ca"),
        (SiteChange(host="a.example", domains=["example"]), "site_domain"),
        (SiteChange(host="a.example", secret="a\r\nb"), "site_secret"),
    ],
    ids=str,
)
def test_what_is_wrong_is_refused(change: SiteChange, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        _add("huyen", change)
    assert refused.value.code == code
    assert selectors.list_sites() == []


def test_names_domains_and_the_default_route_are_taken_once() -> None:
    agency = make_agency()
    _add()
    with pytest.raises(Conflict):
        _add()
    for taken in (
        SiteChange(host="b.example", is_default=True),
        SiteChange(host="b.example", domains=[".dienbien.example"]),
        SiteChange(host="b.example", domains=[f"{agency.label}.dienbien.example"]),
    ):
        with pytest.raises(Conflict):
            _add("khac", taken)


def test_the_nearest_name_wins() -> None:
    _add()
    _add("nhe", SiteChange(host="10.2.0.1", domains=["nhe.dienbien.example", ".xã.example"]))
    routes = selectors.load_routes()

    def _goes(domain: str) -> str:
        found = routes.find(domain)
        return found.name if found else ""

    assert _goes("nhe.dienbien.example") == "nhe"
    assert _goes("NHE.dienbien.example") == "nhe"
    assert _goes("so.dienbien.example") == "tinh"
    assert _goes("một.xã.example") == "nhe"
    assert _goes("ngoai.example") == "tinh"  # the default
    services.change_site(SYSTEM, name="nhe", change=SiteChange(is_active=False))
    assert selectors.load_routes().find_named("một.xã.example") is None


def test_inside_is_what_is_named_so() -> None:
    _add()
    _add("doi-tac", SiteChange(host="mx.bo.example", domains=["bo.example"]))
    assert selectors.is_inside("so.dienbien.example")
    assert not selectors.is_inside("bo.example")
    assert not selectors.is_inside("ngoai.example")


def test_a_removed_site_leaves_no_secret(django_capture_on_commit_callbacks: object) -> None:
    _add()
    with django_capture_on_commit_callbacks(execute=True):
        services.remove_site(SYSTEM, name="tinh")
    with pytest.raises(Unavailable):
        secrets.read("tinh")
    with pytest.raises(NotFound):
        selectors.get_site("tinh")


def test_a_site_logs_in_with_what_we_gave_it() -> None:
    _add()
    first = credentials.make_credential(SYSTEM, name="tinh")
    plain = credentials.make_credential(SYSTEM, name="tinh")
    guest = credentials.authenticate_site("tinh", plain)
    assert (guest.name, guest.is_hub, guest.may_relay) == ("tinh", True, False)
    for name, secret in (("tinh", first), ("tinh", ""), ("khac", plain)):
        with pytest.raises(Forbidden):
            credentials.authenticate_site(name, secret)
    services.change_site(SYSTEM, name="tinh", change=SiteChange(is_active=False))
    with pytest.raises(Forbidden):
        credentials.authenticate_site("tinh", plain)
    services.change_site(SYSTEM, name="tinh", change=SiteChange(is_active=True))
    credentials.revoke_credential(SYSTEM, name="tinh")
    with pytest.raises(Forbidden):
        credentials.authenticate_site("tinh", plain)


def test_whose_mail_a_site_may_bring() -> None:
    _add()
    _add("nhe", SiteChange(host="10.2.0.1", domains=["nhe.dienbien.example"]))
    hub = credentials.authenticate_site("tinh", credentials.make_credential(SYSTEM, name="tinh"))
    nhe = credentials.authenticate_site("nhe", credentials.make_credential(SYSTEM, name="nhe"))
    assert hub.may_send_from("gmail.example", is_ours=False)
    assert not hub.may_send_from("stttt.dienbien.example", is_ours=True)
    assert nhe.may_send_from("nhe.dienbien.example", is_ours=False)
    assert not nhe.may_send_from("gmail.example", is_ours=False)


def test_a_certificate_is_taken_as_it_is(tmp_path: Path) -> None:
    tls.make_certificate(tmp_path, "mail.nhe.example")
    pem = (tmp_path / "cert.pem").read_text()
    _add("nhe", SiteChange(host="mail.nhe.example", tls="verify", ca_pem=pem))
    assert selectors.make_hop(selectors.get_site("nhe")).ca_pem == pem
    assert AuditEvent.objects.get(action="add_site").facts["ca_pem"] is True
