"""What the queue counts. No label holds a domain: a figure for each would be without end."""

from collections import Counter
from collections.abc import Iterable

from mailsvc.metrics.declare import counter, histogram
from mailsvc.queue.orders import NewMessage, Recorded, Result, ResultKind

_SOURCES = ("mx", "submission", "web", "system", "site", "forward")
_STATES = ("delivered", "failed", "held", "due")
BATCH_SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256)

_accepted = counter("congvan_mail_accepted_total", "Mails taken into the queue.", "source")
_recipients = counter("congvan_mail_recipients_total", "Recipients of accepted mails.")
_bytes = counter("congvan_mail_accepted_bytes_total", "Their bytes, header lines of ours included.")
_batch = histogram(
    "congvan_commit_batch_mails", "Mails that shared a transaction.", buckets=BATCH_SIZES
)
_rows = histogram("congvan_commit_rows_seconds", "How long the rows of such a batch took.")
_attempts = counter("congvan_attempts_total", "Attempts for one recipient, by result.", "result")
_outcomes = counter(
    "congvan_recipients_settled_total", "Recipients by what an attempt made of them.", "state"
)
# Asked for now, so that they show as 0 from the start.
_by_source = {name: _accepted.labels(name) for name in _SOURCES}
_by_result = {kind.value: _attempts.labels(kind.value) for kind in ResultKind}
_by_state = {name: _outcomes.labels(name) for name in _STATES}


def count_accepted(batch: Iterable[NewMessage], *, spent_s: float) -> None:
    """Mails whose rows stand; a web transaction that rolls back afterwards is counted too."""
    mails = list(batch)
    for source, count in Counter(new.source for new in mails).items():
        (_by_source.get(source) or _accepted.labels(source)).inc(count)
    _recipients.inc(sum(len(new.envelope.recipients) for new in mails))
    _bytes.inc(sum(len(new.prefix) + len(new.content) for new in mails))
    _batch.observe(len(mails))
    _rows.observe(spent_s)


def count_recorded(results: Iterable[Result], recorded: Iterable[Recorded]) -> None:
    """Results of attempts, and the states they led to: a late deferral is a failure."""
    for result, count in Counter(one.kind.value for one in results).items():
        _by_result[result].inc(count)
    for state, count in Counter(one.state for one in recorded).items():
        (_by_state.get(state) or _outcomes.labels(state)).inc(count)
