"""Invariant A1: every audit chain verifies."""

from mailsvc.audit.models import AuditChain
from mailsvc.audit.services import verify_chain


def find_problems() -> list[str]:
    """One line per broken chain."""
    reports = (verify_chain(name) for name in AuditChain.objects.values_list("name", flat=True))
    return [f"A1 chain {r.chain} breaks at row {r.broken_seq}" for r in reports if not r.is_ok]
