"""The queue's figures, read when somebody looks."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db.models import Sum

from mailsvc.base import clock
from mailsvc.metrics.page import Reading
from mailsvc.queue.models import QueuedMessage, QueuedRecipient
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


def read_spool() -> Iterator[Reading]:
    """What lies in this host's spool, and the room left beside it."""
    stored = QueuedMessage.objects.filter(has_file=True, spool_host=settings.SPOOL_HOST)
    size = stored.aggregate(size=Sum("size_bytes"))["size"] or 0
    yield Reading("congvan_spool_bytes", "Bytes of mails whose content is kept.", size)
    if Path(settings.SPOOL_DIR).exists():
        free = shutil.disk_usage(settings.SPOOL_DIR).free
        yield Reading("congvan_spool_free_bytes", "Room left on the spool's disk.", free)
