"""The queue's figures, read when somebody looks."""

from collections.abc import Iterator

from mailsvc.base import clock
from mailsvc.metrics.page import Reading
from mailsvc.queue.models import QueuedRecipient
from mailsvc.queue.selectors import get_depth


def read_depth() -> Iterator[Reading]:
    """How many recipients wait, by state, and how long the oldest has been waiting."""
    depth = get_depth()
    for state in QueuedRecipient.State:
        if state not in QueuedRecipient.FINAL:
            yield Reading(
                "congvan_queue_recipients",
                "Recipients not finished, by state.",
                depth.by_state.get(state, 0),
                (("state", state.value),),
            )
    waited = (clock.now() - depth.oldest_at).total_seconds() if depth.oldest_at else 0.0
    yield Reading("congvan_queue_oldest_seconds", "Age of the oldest unfinished mail.", waited)
