"""A dialogue in memory: the relay's own protocol over a transport that keeps what is said."""

import asyncio
import re
from types import SimpleNamespace
from typing import Any

from mailsvc.base.errors import Forbidden, NotFound
from mailsvc.relay.limits import Gate, Limits, LoginThrottle
from mailsvc.relay.protocol import RelayProtocol
from mailsvc.smtp import reply
from mailsvc.submission.resolution import Resolution

REPLY = re.compile(rb"[2-5]\d\d[ -][^\r\n]*\r\n")
_LIMITS = Limits(errors_max=1000, unknown_recipients_max=1000)


class Transport:
    """What the protocol asks of one."""

    def __init__(self) -> None:
        self.said = bytearray()
        self._is_closing = False

    def get_extra_info(self, name: str) -> Any:
        return {"peername": ("127.0.0.1", 1), "sockname": ("127.0.0.1", 25)}.get(name)

    def write(self, data: bytes) -> None:
        assert not self._is_closing, "said after the end"
        self.said += data

    def is_closing(self) -> bool:
        return self._is_closing

    def close(self) -> None:
        self._is_closing = True

    abort = close

    def get_write_buffer_size(self) -> int:
        return 0

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...


class Handler:
    """One mailbox, everything accepted; an unforeseen error is a finding."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []

    def checks(self, peer_ip: str) -> bool:
        return False

    def must_ask_sender(self, visit: Any, address: str) -> bool:
        return "cam" in address or "hoi" in address

    async def check_sender(self, visit: Any, address: str) -> None:
        if "cam" in address:
            raise Forbidden("sender_denied", "Không được.")

    def recall(self, visit: Any, address: str, *, size_bytes: int) -> Resolution | None:
        return Resolution((address,)) if address.startswith("nho") and "@x." in address else None

    async def resolve(self, visit: Any, address: str, *, size_bytes: int) -> Resolution:
        if "@x." in address:
            return Resolution((address,))
        raise NotFound("unknown_recipient", "Không có hộp thư này.")

    async def take(self, visit: Any, transaction: Any, content: bytes) -> reply.Reply:
        transaction.envelope()
        visit.arrival(is_utf8=True)
        self.taken.append(content)
        return reply.ACCEPTED.with_text("accepted as 1")

    async def log_in(self, visit: Any, credentials: Any) -> None:
        raise NotFound("bad_login", "Sai.")

    def answer(self, error: Exception) -> reply.Reply:
        if isinstance(error, NotFound):
            return reply.UNKNOWN_RECIPIENT
        if isinstance(error, Forbidden):
            return reply.SENDER_DENIED
        raise AssertionError("a bug") from error


def answers_to(data: bytes) -> bytes:
    """Everything said to `data`, which comes in two pieces; checks what holds for any dialogue."""
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(_talk(data, loop))
    finally:
        loop.close()


async def _talk(data: bytes, loop: asyncio.AbstractEventLoop) -> bytes:
    handler, transport = Handler(), Transport()
    protocol = RelayProtocol(_port(handler), loop)
    protocol.connection_made(transport)
    cut = (data[0] if data else 0) % (len(data) + 1)
    for piece in (data[:cut], data[cut:]):
        # A transport that closes reads no more.
        if piece and not transport.is_closing():
            protocol.data_received(piece.replace(b"STARTTLS", b"NOOP"))
            await asyncio.sleep(0)
            await asyncio.sleep(0)
    if not transport.is_closing():
        protocol.eof_received()
    for _ in range(20):
        await asyncio.sleep(0)
    protocol.connection_lost(None)
    await asyncio.sleep(0)
    said = bytes(transport.said)
    lines = said.splitlines(keepends=True)
    assert all(REPLY.fullmatch(line) for line in lines), said
    assert said.count(b"250 2.0.0 accepted as") <= len(handler.taken)
    return said


def _port(handler: Handler) -> Any:
    gate = Gate(_LIMITS)
    return SimpleNamespace(
        handler=handler,
        host_name="mail.dienbien.example",
        message_max_bytes=20_000,
        recipients_max=5,
        mailboxes_max=50,
        offers_login=False,
        is_tls_first=False,
        limits=_LIMITS,
        gate=gate,
        throttle=LoginThrottle(_LIMITS),
        refuse=lambda address: None,
        enter=lambda guest, address: gate.enter(address),
        leave=lambda guest, address: gate.leave(address),
    )
