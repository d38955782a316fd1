"""Senders that go on whatever happens, and remember what got a 250."""

import random
import smtplib
import threading
from dataclasses import dataclass, field

_HEAD = (
    b"From: <ai@noi-khac.example>\r\nMessage-ID: <%s@crash>\r\n"
    b"Subject: =?utf-8?q?C=C3=B4ng_v=C4=83n?=\r\n\r\n"
)
_LINE = b"Kinh gui quy co quan, xin gui kem cong van so 123/UBND-VX.\r\n"
# Bytes of text, and how often: most mail is small, some is a scanned paper.
_SIZES, _OFTEN = (1_000, 40_000, 1_000_000), (80, 17, 3)
_PAUSE_S = (0.0, 0.06)
_ANSWER_S = 30.0


@dataclass
class Ledger:
    """What was accepted: name of the mail → its recipients."""

    accepted: dict[str, tuple[str, ...]] = field(default_factory=dict)
    refused: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, name: str, to: tuple[str, ...]) -> None:
        with self.lock:
            self.accepted[name] = to

    def note_refused(self) -> None:
        with self.lock:
            self.refused += 1


class Sender(threading.Thread):
    """One client: connects, sends, connects again."""

    def __init__(self, name: str, *, port: int, to: list[str], ledger: Ledger, seed: str) -> None:
        super().__init__(name=name, daemon=True)
        self._port, self._to, self._ledger = port, to, ledger
        self._rng = random.Random(seed)
        self.ends = threading.Event()
        self._count = 0

    def run(self) -> None:
        while not self.ends.is_set():
            try:
                with smtplib.SMTP("127.0.0.1", self._port, "tai.example", _ANSWER_S) as client:
                    while not self.ends.is_set():
                        self._send(client)
                        self.ends.wait(self._rng.uniform(*_PAUSE_S))
            except (OSError, smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError):
                self.ends.wait(0.05)

    def _send(self, client: smtplib.SMTP) -> None:
        self._count += 1
        name = f"{self.name}-{self._count}"
        to = tuple(self._rng.sample(self._to, self._rng.choice((1, 1, 1, 2, 3))))
        size = self._rng.choices(_SIZES, _OFTEN)[0]
        content = _HEAD % name.encode() + _LINE * (size // len(_LINE))
        try:
            refused = client.sendmail("ai@noi-khac.example", to, content)
        except smtplib.SMTPServerDisconnected:
            raise
        except smtplib.SMTPException:
            self._ledger.note_refused()
        else:
            self._ledger.note(name, tuple(one for one in to if one not in refused))
