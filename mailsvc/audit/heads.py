"""Heads of the chains written down, and what the journal says about them later.

A backup restores a chain as it was; whoever kept its head from then can tell that it is the same,
older, or made anew. A file of heads is what `verify_chain` prints: `chain rows hash`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from mailsvc.audit.models import AuditChain, AuditEvent
from mailsvc.base.errors import Invalid

_EMPTY = "-"


@dataclass(frozen=True)
class Head:
    """A chain's last row at some moment; `hash` is "" before its first row."""

    chain: str
    seq: int
    hash: str

    def __str__(self) -> str:
        return f"{self.chain} {self.seq} {self.hash or _EMPTY}"


@dataclass(frozen=True)
class HeadAnswer:
    """Whether the chain still holds that row, and how many rows it has after it."""

    head: Head
    is_there: bool
    rows_after: int


def list_heads() -> list[Head]:
    """Of every chain, by name."""
    chains = AuditChain.objects.order_by("name")
    return [Head(one.name, one.last_seq, one.head_hash) for one in chains]


def read_heads(text: str) -> list[Head]:
    """The lines of such a file, `#` begins a remark; Invalid names the line that is none."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.partition("#")[0].split()
        if not bare:
            continue
        if len(bare) != 3 or not bare[1].isdecimal():
            raise Invalid("heads", f"line {number} is not `chain rows hash`")
        found.append(Head(bare[0], int(bare[1]), "" if bare[2] == _EMPTY else bare[2]))
    return found


def compare(heads: Iterable[Head]) -> list[HeadAnswer]:
    """For each head what the journal says of it now."""
    return [_compare(head) for head in heads]


def _compare(head: Head) -> HeadAnswer:
    chain = AuditChain.objects.filter(name=head.chain).first()
    last = chain.last_seq if chain else 0
    rows = AuditEvent.objects.filter(chain_id=head.chain, seq=head.seq, hash=head.hash)
    is_there = rows.exists() if head.seq else True
    return HeadAnswer(head, is_there, last - head.seq)
