"""Invariant A1: every audit chain verifies."""

from mailsvc.audit.models import AuditChain
from mailsvc.audit.services import verify_chain
from mailsvc.base.errors import Conflict


def find_problems() -> list[str]:
    """One line per broken chain."""
    reports = (verify_chain(name) for name in AuditChain.objects.values_list("name", flat=True))
    return [f"A1 chain {r.chain} breaks at row {r.broken_seq}" for r in reports if not r.is_ok]


def run_verify() -> None:
    """The daily job: a broken chain stays in the jobs table as the job's error until it is seen."""
    problems = find_problems()
    if problems:
        raise Conflict("audit_broken", "; ".join(problems))
