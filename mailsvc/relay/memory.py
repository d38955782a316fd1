"""A memory of seconds, so that a burst to one mailbox asks the directory once."""

TTL_S = 2.0  # a mailbox closed meanwhile is caught by delivery, which reports back
_MAX = 5000


class ShortMemory:
    """Good answers only; refusals are asked anew, so a new mailbox receives at once."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, float]] = {}

    def get(self, key: str, now: float) -> str | None:
        value, until = self._known.get(key, ("", 0.0))
        return value if now < until else None

    def put(self, key: str, value: str, now: float) -> None:
        if len(self._known) >= _MAX:
            self._known.clear()
        self._known[key] = (value, now + TTL_S)
