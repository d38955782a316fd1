"""Reading the journal."""

from mailsvc.audit.models import AuditChain, AuditEvent


def list_events(*, object_type: str, object_pk: int | str) -> list[AuditEvent]:
    """What was done to one object, oldest first. The caller has opened the object's own door."""
    found = AuditEvent.objects.filter(object_type=object_type, object_pk=str(object_pk))
    return list(found.order_by("at", "seq"))


def list_done_for(address: str, *, limit: int) -> list[AuditEvent]:
    """What others did for the owner of an address, newest first; the caller has asked his door."""
    found = AuditEvent.objects.filter(on_behalf_of=address)
    return list(found.order_by("-at", "-pk")[:limit])


def head_hash(chain: str) -> str:
    """The hash of a chain's last row, as printed in registers; "" for a chain not yet begun."""
    heads = AuditChain.objects.filter(name=chain).values_list("head_hash", flat=True)
    return heads.first() or ""
