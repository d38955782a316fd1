"""Reading the table of keys."""

from collections.abc import Sequence

from django.db.models import QuerySet

from mailsvc.authn.resolver import DnsTrouble, Lookup
from mailsvc.signing.models import DkimKey


def list_keys(domain: str = "") -> QuerySet[DkimKey]:
    """All keys, or those of a domain, oldest first."""
    keys = DkimKey.objects.all()
    return keys.filter(domain=domain) if domain else keys


def list_active(domain: str) -> list[DkimKey]:
    """The keys that sign for a domain: its own, else those of the nearest domain above it.

    RFC 7489 §3.1.1: a key of the organization's domain aligns with all below it.
    """
    labels = domain.split(".")
    above = [".".join(labels[start:]) for start in range(len(labels) - 1)]
    found = DkimKey.objects.filter(domain__in=above, state=DkimKey.State.ACTIVE)
    nearest = max((len(key.domain) for key in found), default=0)
    return sorted(
        (key for key in found if len(key.domain) == nearest), key=lambda key: key.algorithm
    )


def is_published(keys: Sequence[DkimKey], *, budget_s: float = 10.0) -> bool:
    """True when DNS shows every one of these keys."""
    lookup = Lookup(budget_s)
    return all(_is_shown(key, lookup) for key in keys)


def _is_shown(key: DkimKey, lookup: Lookup) -> bool:
    try:
        texts = lookup.txt(f"{key.selector}._domainkey.{key.domain}")
    except DnsTrouble:
        return False
    return any(f"p={key.public}".encode() in text.replace(b" ", b"") for text in texts)
