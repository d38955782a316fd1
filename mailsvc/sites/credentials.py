"""How a site logs in here: a secret we made, of which only the hash is kept."""

import secrets

import bcrypt
from django.db import transaction

from mailsvc.audit.services import record
from mailsvc.base.errors import Forbidden
from mailsvc.directory.access import require_administrator
from mailsvc.directory.actor import Actor
from mailsvc.sites.models import Site
from mailsvc.sites.rules import Guest
from mailsvc.sites.selectors import get_site
from mailsvc.sites.services import CHAIN

# 192 random bits need no slow hash. Compared against when the name is unknown.
_ROUNDS = 5
_DUMMY = bcrypt.hashpw(b"-", bcrypt.gensalt(_ROUNDS))


@transaction.atomic
def make_credential(actor: Actor, *, name: str) -> str:
    """A new secret for the site to log in here with, shown this once; the old one is void."""
    require_administrator(actor)
    site = get_site(name)
    plain = secrets.token_urlsafe(24)
    site.login_hash = bcrypt.hashpw(plain.encode(), bcrypt.gensalt(_ROUNDS)).decode()
    site.save(update_fields=["login_hash"])
    _record(actor, "make_site_credential", site)
    return plain


@transaction.atomic
def revoke_credential(actor: Actor, *, name: str) -> None:
    """The site may not log in here any more."""
    require_administrator(actor)
    site = get_site(name)
    site.login_hash = ""
    site.save(update_fields=["login_hash"])
    _record(actor, "revoke_site_credential", site)


def authenticate_site(name: str, secret: str) -> Guest:
    """Who logs in; Forbidden in one sentence for every reason."""
    site = Site.objects.filter(name=name, is_active=True).exclude(login_hash="").first()
    known = site.login_hash.encode() if site else _DUMMY
    if not bcrypt.checkpw(secret.encode()[:72], known) or site is None:
        raise Forbidden("bad_login", "Sai địa chỉ hoặc mật khẩu.")
    domains = frozenset(site.domains.values_list("name", flat=True))
    return Guest(site.name, domains, is_hub=site.is_hub, may_relay=site.may_relay)


def _record(actor: Actor, action: str, site: Site) -> None:
    record(actor, chain=CHAIN, action=action, object_type="Site", object_pk=site.pk, facts={})
