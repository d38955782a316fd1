"""What a peer has sent and nobody has read yet: lines for commands, chunks for mails. Pure."""

OVERLONG = b""  # stands for a line longer than the limit, which is read over and not kept


class Inbox:
    """Bytes in the order they came."""

    def __init__(self, *, line_max_bytes: int) -> None:
        self._bytes = bytearray()
        self._searched = 0
        self._line_max_bytes = line_max_bytes
        self._is_skipping = False

    def __len__(self) -> int:
        return len(self._bytes)

    def feed(self, data: bytes) -> None:
        self._bytes += data

    def take_line(self) -> bytes | None:
        """The next line with its LF, OVERLONG for one that was too long, None before its end."""
        end = self._bytes.find(b"\n", self._searched) + 1
        if not end:
            self._wait_for_end()
            return None
        line = bytes(self._bytes[:end])
        del self._bytes[:end]
        self._searched = 0
        is_overlong = self._is_skipping or end > self._line_max_bytes
        self._is_skipping = False
        return OVERLONG if is_overlong else line

    def take_all(self) -> bytes:
        """Everything there is."""
        taken = bytes(self._bytes)
        self.clear()
        return taken

    def put_back(self, rest: bytes) -> None:
        """What was taken too much goes to the front again."""
        self._bytes[:0] = rest
        self._searched = 0

    def clear(self) -> None:
        self._bytes.clear()
        self._searched = 0

    def _wait_for_end(self) -> None:
        self._searched = len(self._bytes)
        if self._searched > self._line_max_bytes:
            self._is_skipping = True
            self.clear()
