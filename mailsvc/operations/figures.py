"""Open alerts as figures, for an installation that is watched from outside."""

from collections import Counter
from collections.abc import Iterator

from mailsvc.metrics.page import Reading
from mailsvc.operations.alerts import list_open
from mailsvc.operations.models import Alert


def read_alerts() -> Iterator[Reading]:
    """How many alerts of each kind are open."""
    counted = Counter(one.kind for one in list_open())
    for kind in Alert.Kind.values:
        yield Reading("congvan_alerts", "Open alerts, by kind.", counted[kind], (("kind", kind),))
