"""Checking the signatures of stored files."""

import hashlib
import json
import logging
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings

from docflow.documents.files import read_content
from docflow.signatures.models import SignatureCheck
from docflow.signatures.verdict import Verdict, read_signature, verdict_of
from mailsvc.base import clock
from mailsvc.base.child import ChildFailed, run_child

logger = logging.getLogger(__name__)

_CHILD = Path(__file__).with_name("child.py")
_FILE_MAX_BYTES = 40_000_000
_WAIT_S = 20.0
# A signature's own bytes are never compressed: without this word there is none (ISO 32000 §12.8.1).
_TRACE = b"/ByteRange"


def check_files(
    sha256s: Iterable[str], *, now: datetime | None = None
) -> dict[str, SignatureCheck]:
    """The check of each stored PDF, made where there is none yet; others are left out.

    A file whose signer was unknown is looked at again when the trusted roots have changed.
    """
    wanted = set(sha256s)
    known = {row.sha256: row for row in SignatureCheck.objects.filter(sha256__in=wanted)}
    roots = None
    for sha256 in wanted:
        row = known.get(sha256)
        if row is not None and row.verdict != Verdict.UNKNOWN:
            continue
        roots = roots or roots_key()
        if row is None or row.roots_key != roots:
            known[sha256] = _check(sha256, read_content(sha256), roots, now or clock.now())
    return known


def roots_key() -> str:
    """What the folder of trusted roots holds now; "" when it is empty or missing."""
    folder = Path(settings.TRUST_ROOTS_DIR)
    names = sorted(p for p in folder.glob("*") if p.suffix in {".pem", ".crt", ".cer"})
    if not names:
        return ""
    return hashlib.sha256(b"\n".join(name.read_bytes() for name in names)).hexdigest()


def _check(sha256: str, content: bytes, roots: str, now: datetime) -> SignatureCheck:
    facts: list[object] = []
    try:
        verdict, facts = _look(content, now)
    except ChildFailed as error:
        # A file made to break readers, or one that our reader does not know.
        logger.info("signatures of %s not checked: %s", sha256[:12], type(error.__cause__).__name__)
        verdict = Verdict.BROKEN
    found, _created = SignatureCheck.objects.update_or_create(
        sha256=sha256,
        defaults={"verdict": verdict, "facts": facts, "roots_key": roots, "checked_at": now},
    )
    return found


def _look(content: bytes, now: datetime) -> tuple[Verdict, list[object]]:
    if _TRACE not in content:
        return Verdict.UNSIGNED, []
    if len(content) > _FILE_MAX_BYTES:
        return Verdict.UNREAD, []
    output = run_child(
        _CHILD, str(settings.TRUST_ROOTS_DIR), now.isoformat(), content=content, wait_s=_WAIT_S
    )
    facts = json.loads(output)
    return verdict_of(read_signature(one) for one in facts), facts
