"""Reading the journal."""

from collections.abc import Collection
from datetime import datetime

from mailsvc.audit.models import AuditChain, AuditEvent


def list_events(*, object_type: str, object_pk: int | str) -> list[AuditEvent]:
    """What was done to one object, oldest first. The caller has opened the object's own door."""
    found = AuditEvent.objects.filter(object_type=object_type, object_pk=str(object_pk))
    return list(found.order_by("at", "seq"))


def find_events(
    *,
    object_type: str,
    object_pk: int | str,
    actions: Collection[str],
    actor: str = "",
    since: datetime | None = None,
) -> list[AuditEvent]:
    """Acts of these kinds on one object, oldest first; of one actor, since an instant, if given."""
    found = AuditEvent.objects.filter(
        object_type=object_type, object_pk=str(object_pk), action__in=list(actions)
    )
    if actor:
        found = found.filter(actor=actor)
    if since is not None:
        found = found.filter(at__gte=since)
    return list(found.order_by("at", "pk"))


def list_done_for(address: str, *, limit: int) -> list[AuditEvent]:
    """What others did for the owner of an address, newest first; the caller has asked his door."""
    found = AuditEvent.objects.filter(on_behalf_of=address)
    return list(found.order_by("-at", "-pk")[:limit])


def find_hashes(chain: str, values: Collection[str]) -> set[str]:
    """Those of the hashes that rows of the chain bear; the chain is gone through once for all."""
    found = AuditEvent.objects.filter(chain_id=chain, hash__in=set(values))
    return set(found.order_by().values_list("hash", flat=True))


def head_hash(chain: str) -> str:
    """The hash of a chain's last row, as printed in registers; "" for a chain not yet begun."""
    heads = AuditChain.objects.filter(name=chain).values_list("head_hash", flat=True)
    return heads.first() or ""
