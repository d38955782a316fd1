"""Changes to the table of sites. Each is refused to those who may not, checked, audited."""

import re
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, fields

from django.db import transaction

from mailsvc.audit.services import JSON, record
from mailsvc.base import clock
from mailsvc.base.errors import Conflict, Invalid
from mailsvc.directory.access import require_administrator
from mailsvc.directory.actor import Actor
from mailsvc.directory.selectors import is_local_domain
from mailsvc.sites import secrets
from mailsvc.sites.models import Site, SiteDomain
from mailsvc.sites.rules import TlsPolicy
from mailsvc.sites.selectors import get_site
from mailsvc.smtp.address import to_ascii_domain

CHAIN = "sites"
_NAME = re.compile(r"[a-z0-9][a-z0-9\-]{0,39}")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.\-]{0,251}[A-Za-z0-9])?|[0-9A-Fa-f:]{2,45}")
CONNECTIONS_MAX = 20


@dataclass(frozen=True)
class SiteChange:
    """What to write; None leaves a column as it is. `secret` is what we log in with there."""

    host: str | None = None
    port: int | None = None
    tls: str | None = None
    ca_pem: str | None = None
    login: str | None = None
    is_active: bool | None = None
    is_default: bool | None = None
    is_inside: bool | None = None
    is_hub: bool | None = None
    may_relay: bool | None = None
    connections_max: int | None = None
    domains: Sequence[str] | None = None
    secret: str | None = None

    def columns(self) -> dict[str, str | int | bool]:
        """The columns of the row itself that are given."""
        given = {one.name: getattr(self, one.name) for one in fields(self)}
        return {
            name: value
            for name, value in given.items()
            if value is not None and name not in {"domains", "secret"}
        }


@transaction.atomic
def add_site(actor: Actor, *, name: str, change: SiteChange) -> Site:
    """A new site; Conflict when the name, a domain or the default route is taken."""
    require_administrator(actor)
    if not _NAME.fullmatch(name):
        raise Invalid("site_name", "Tên điểm nối: chữ thường không dấu, số, gạch ngang.")
    if Site.objects.filter(name=name).exists():
        raise Conflict("site_exists", f"Đã có điểm nối {name}.", site=name)
    site = Site(name=name, created_at=clock.now())
    _write(site, change)
    _record(actor, "add_site", site, _facts(change))
    return site


@transaction.atomic
def change_site(actor: Actor, *, name: str, change: SiteChange) -> Site:
    """Change what is given; NotFound, Conflict, Invalid."""
    require_administrator(actor)
    site = get_site(name)
    _write(site, change)
    _record(actor, "change_site", site, _facts(change))
    return site


@transaction.atomic
def remove_site(actor: Actor, *, name: str) -> None:
    """Forget a site, its domains and its secret; its mail goes by the other rules from then on."""
    require_administrator(actor)
    site = get_site(name)
    pk = site.pk
    site.delete()
    record(
        actor,
        chain=CHAIN,
        action="remove_site",
        object_type="Site",
        object_pk=pk,
        facts={"name": name},
    )
    transaction.on_commit(lambda: secrets.forget(name))


def _write(site: Site, change: SiteChange) -> None:
    for column, value in change.columns().items():
        setattr(site, column, value)
    _check(site)
    # The secret first: a row without its secret would only make mail wait.
    if change.secret is not None:
        secrets.write(site.name, change.secret)
    site.save()
    if change.domains is not None:
        _set_domains(site, change.domains)


def _check(site: Site) -> None:
    if site.host and not _HOST.fullmatch(site.host):
        raise Invalid("site_host", "Tên máy hoặc địa chỉ IP không đúng.")
    if site.tls not in {policy.value for policy in TlsPolicy}:
        raise Invalid("site_tls", "TLS là none, may, must hoặc verify.")
    if not 1 <= site.port <= 65535 or not 1 <= site.connections_max <= CONNECTIONS_MAX:
        raise Invalid("site_numbers", f"Cổng 1–65535, số kết nối 1–{CONNECTIONS_MAX}.")
    if not site.host and (site.is_default or site.login):
        raise Invalid("site_host", "Đường mặc định và tên đăng nhập cần có máy chủ.")
    if site.login and site.tls not in {TlsPolicy.MUST, TlsPolicy.VERIFY}:
        # RFC 4954 §4: a password never goes over a line in clear.
        raise Invalid("site_tls", "Có tên đăng nhập thì TLS phải là must hoặc verify.")
    if site.ca_pem:
        _check_pem(site.ca_pem)
    if site.is_default and _has_other_default(site):
        raise Conflict("site_default", "Đã có một đường mặc định khác.")


def _has_other_default(site: Site) -> bool:
    return Site.objects.filter(is_default=True).exclude(pk=site.pk).exists()


def _check_pem(text: str) -> None:
    try:
        ssl.create_default_context(cadata=text)
    except (ssl.SSLError, TypeError, ValueError) as error:
        raise Invalid("site_ca", "Tệp chứng thư gốc (PEM) không đọc được.") from error


def _set_domains(site: Site, wanted: Sequence[str]) -> None:
    names = {_domain_name(one) for one in wanted}
    taken = SiteDomain.objects.filter(name__in=names).exclude(site=site).first()
    if taken is not None:
        raise Conflict("site_domain", f"Tên miền {taken.name} đã thuộc điểm nối khác.")
    ours = next((one for one in sorted(names) if is_local_domain(one)), None)
    if ours is not None:
        raise Conflict("site_domain", f"Tên miền {ours} là của hệ thống này.")
    site.domains.exclude(name__in=names).delete()
    known = set(site.domains.values_list("name", flat=True))
    SiteDomain.objects.bulk_create(
        [SiteDomain(name=one, site=site) for one in sorted(names - known)]
    )


def _domain_name(text: str) -> str:
    """The form of the table: A-labels, lower case, perhaps with the dot in front."""
    bare = text.strip().removeprefix(".")
    name = to_ascii_domain(bare)
    if "." not in name or not _HOST.fullmatch(name):
        raise Invalid("site_domain", "Tên miền không đúng.")
    return f".{name}" if text.strip().startswith(".") else name


def _facts(change: SiteChange) -> dict[str, JSON]:
    """What the journal keeps: never a secret, of a certificate only that it was given."""
    facts: dict[str, JSON] = dict(change.columns())
    if "ca_pem" in facts:
        facts["ca_pem"] = bool(change.ca_pem)
    if change.domains is not None:
        facts["domains"] = sorted(change.domains)
    if change.secret is not None:
        facts["has_new_secret"] = True
    return facts


def _record(actor: Actor, action: str, site: Site, facts: dict[str, JSON]) -> None:
    record(
        actor,
        chain=CHAIN,
        action=action,
        object_type="Site",
        object_pk=site.pk,
        facts={"name": site.name, **facts},
    )
