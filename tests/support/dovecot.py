"""A real, private Dovecot for tests: started once a process, under the process's own CV_VAR.

Use the fixture `running_dovecot` (tests/conftest.py) and call `users.render_users()` after making
mailboxes, or name mailboxes without a database: `running_dovecot.add_mailboxes("a@x.vn")`.
"""

import contextlib
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from mailsvc.directory.models import Mailbox
from mailsvc.mailstore import dovecot, users
from mailsvc.mailstore.link import Link, UnknownMailbox
from mailsvc.mailstore.pool import pool
from mailsvc.mailstore.usage import read_fill
from mailsvc.mailstore.users import UserEntry
from mailsvc.relay import tls

_SEEN_S = 30.0


class RunningDovecot:
    """The process; `stop()` and `start()` let a test see it down and up again."""

    def __init__(self, certificate: tuple[Path, Path]) -> None:
        self.certificate = certificate
        self._ready = [f"m{n}@stttt.dienbien.example" for n in range(300)]
        self.entries = {address: UserEntry(address, 100) for address in self._ready}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def fuzz_mailbox(self) -> Mailbox:
        """One mailbox for all examples of a fuzz test."""
        self._restore_users()
        return Mailbox(address=self._ready[0])

    @property
    def log(self) -> str:
        return (settings.DOVECOT_DIR / "log").read_text(encoding="utf-8", errors="replace")

    def start(self) -> None:
        users.write_entries(self.entries.values())
        plan = dovecot.plan(self.certificate)
        who = plan.run_as
        self._process = subprocess.Popen(
            plan.command,
            env=plan.env,
            user=who.uid if who else None,
            group=who.gid if who else None,
            extra_groups=[] if who else None,
            start_new_session=True,
        )
        dovecot.wait_ready()

    def stop(self) -> None:
        pool.close_all()
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(5)
        self._process = None
        _wait_port_free()

    def restart(self) -> None:
        """As after a crash: connections that idle in the pool are cut, not closed."""
        process, self._process = self._process, None
        assert process is not None
        process.terminate()
        process.wait(10)
        _wait_port_free()
        self.start()

    def add_mailboxes(self, *addresses: str, quota_mb: int = 100) -> list[Mailbox]:
        """Mailboxes Dovecot knows and the database does not; waits until it has read them."""
        for address in addresses:
            self.entries[address] = UserEntry(address, quota_mb)
        users.write_entries(self.entries.values())
        for address in addresses:
            wait_known(address)
            _wait_quota(address, quota_mb)
        return [Mailbox(address=address) for address in addresses]

    def next_mailbox(self) -> Mailbox:
        """An empty mailbox of those known from the start (at once)."""
        self._restore_users()
        return Mailbox(address=self._ready.pop())

    def _restore_users(self) -> None:
        """Another test of this process may have rendered the users of its own database."""
        path = settings.DOVECOT_DIR / "auth" / "users"
        before = path.read_bytes()
        users.write_entries(self.entries.values())
        if path.read_bytes() != before:
            wait_known(self._ready[0])


def _wait_port_free() -> None:
    """Dovecot's log-in processes outlive the master for a moment and hold the port."""
    for _ in range(200):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", settings.IMAP_PORT))
                return
        time.sleep(0.05)
    raise AssertionError("the port is still held")


def _wait_quota(address: str, quota_mb: int) -> None:
    """Return when Dovecot has read this quota: another test may have used the address with more."""
    deadline = time.monotonic() + _SEEN_S
    while True:
        with contextlib.closing(Link(address)) as link:
            fill = read_fill(link)
        if fill is not None and fill.limit_bytes == quota_mb * 1024**2:
            return
        assert time.monotonic() < deadline, f"Dovecot has not seen the quota of {address}"
        time.sleep(0.05)


def wait_known(address: str) -> None:
    """Return when Dovecot lets the web client in: it looks at its user file once a second."""
    for _ in range(5):
        with contextlib.suppress(UnknownMailbox):
            Link(address).close()
            return
    raise AssertionError("Dovecot does not know the mailbox")


@contextmanager
def start_dovecot() -> Iterator[RunningDovecot]:
    """Started at first use; IMAP on the port of tests.settings, LMTP on its unix socket."""
    folder = settings.VAR_DIR / "test-tls"
    tls.make_certificate(folder, "localhost")
    running = RunningDovecot((folder / "cert.pem", folder / "key.pem"))
    running.start()
    try:
        yield running
    finally:
        running.stop()
