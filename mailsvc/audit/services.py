"""Writing and verifying the journal."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from django.db import transaction

from mailsvc.audit.models import AuditChain, AuditEvent
from mailsvc.base import clock
from mailsvc.directory.actor import Actor
from mailsvc.prepared.driver import ask
from mailsvc.prepared.queries import Prepared
from mailsvc.prepared.rows import insert

JSON: TypeAlias = "str | int | bool | None | Sequence[JSON] | Mapping[str, JSON]"


_HEAD: Prepared[AuditChain] = Prepared(
    lambda name: AuditChain.objects.select_for_update().filter(name=name), str
)
_MOVE_HEAD = "UPDATE audit_auditchain SET last_seq = %s, head_hash = %s WHERE name = %s"


@dataclass(frozen=True)
class ChainReport:
    """What verification found; `broken_seq` is the first row that does not fit."""

    chain: str
    is_ok: bool
    checked: int
    head_hash: str
    broken_seq: int | None = None


@transaction.atomic(savepoint=False)
def record(
    actor: Actor,
    *,
    chain: str,
    action: str,
    object_type: str,
    object_pk: int | str,
    facts: Mapping[str, JSON],
    on_behalf_of: str = "",
) -> None:
    """Append one act to the chain, in the caller's transaction; locks the chain's head."""
    head = _lock_head(chain)
    event = AuditEvent(
        chain=head,
        seq=head.last_seq + 1,
        at=clock.now(),
        actor=actor.address,
        on_behalf_of=on_behalf_of,
        action=action,
        object_type=object_type,
        object_pk=str(object_pk),
        facts=dict(facts),
        previous_hash=head.head_hash,
    )
    event.hash = hash_of(event)
    insert(event)
    ask(_MOVE_HEAD, [event.seq, event.hash, chain])


def verify_chain(chain: str) -> ChainReport:
    """Walk a chain from its first row; names the first altered, missing or inserted one (A1).

    Where the rows fit each other but not the head, the last of them is the one put in, taken away
    or made anew.
    """
    head = AuditChain.objects.filter(name=chain).first()
    previous, expected = "", 1
    for event in AuditEvent.objects.filter(chain_id=chain).order_by("seq").iterator():
        fits = (
            event.seq == expected
            and event.previous_hash == previous
            and event.hash == hash_of(event)
        )
        if not fits:
            return ChainReport(
                chain, False, expected - 1, previous, broken_seq=min(event.seq, expected)
            )
        previous, expected = event.hash, expected + 1
    last_seq, head_hash = (head.last_seq, head.head_hash) if head else (0, "")
    if (last_seq, head_hash) != (expected - 1, previous):
        first = expected - 1 if last_seq == expected - 1 else min(last_seq, expected - 1) + 1
        return ChainReport(chain, False, expected - 1, previous, broken_seq=first)
    return ChainReport(chain, True, expected - 1, previous)


def hash_of(event: AuditEvent) -> str:
    """SHA-256 over the row's fields and the hash before it."""
    fields = [
        event.chain_id,
        event.seq,
        event.at.isoformat(timespec="microseconds"),
        event.actor,
        event.on_behalf_of,
        event.action,
        event.object_type,
        event.object_pk,
        event.facts,
        event.previous_hash,
    ]
    plain = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def _lock_head(chain: str) -> AuditChain:
    head = _HEAD.first(chain)
    if head is None:
        AuditChain.objects.get_or_create(name=chain)
        head = AuditChain.objects.select_for_update().get(name=chain)
    return head
