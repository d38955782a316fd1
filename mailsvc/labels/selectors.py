"""The labels of a mailbox."""

from django.utils.translation import get_language

from mailsvc.labels.models import MailLabel
from mailsvc.labels.rules import FIRST, Label
from mailsvc.prepared.values import PreparedValue

_LABELS: PreparedValue[MailLabel, tuple[Label, ...]] = PreparedValue(
    lambda mailbox_pk: MailLabel.objects.filter(mailbox_id=mailbox_pk).order_by("number"),
    lambda rows, _language: _labels(rows),
    int,
)


def list_labels(mailbox_pk: int) -> tuple[Label, ...]:
    """By number, of a mailbox the caller has opened; names nobody chose in today's language."""
    return _LABELS.get(mailbox_pk, besides=(get_language(),))


def _labels(found: list[MailLabel]) -> tuple[Label, ...]:
    rows = {row.number: row for row in found}
    first = [Label(n, str(name), n) for n, name in FIRST.items() if n not in rows]
    own = [Label(r.number, r.name, r.colour) for r in rows.values() if not r.is_deleted]
    return tuple(sorted(first + own, key=lambda label: label.number))
