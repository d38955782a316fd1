"""The labels of a mailbox."""

from mailsvc.labels.models import MailLabel
from mailsvc.labels.rules import FIRST, Label
from mailsvc.prepared.queries import Prepared

_ROWS: Prepared[MailLabel] = Prepared(
    lambda mailbox_pk: MailLabel.objects.filter(mailbox_id=mailbox_pk).order_by("number"), int
)


def list_labels(mailbox_pk: int) -> tuple[Label, ...]:
    """By number, of a mailbox the caller has opened; names nobody chose in today's language."""
    rows = {row.number: row for row in _ROWS.all(mailbox_pk)}
    first = [Label(n, str(name), n) for n, name in FIRST.items() if n not in rows]
    own = [Label(r.number, r.name, r.colour) for r in rows.values() if not r.is_deleted]
    return tuple(sorted(first + own, key=lambda label: label.number))
