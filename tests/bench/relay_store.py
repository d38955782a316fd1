"""The Dovecot both sides deliver into, and how many mails it holds. Needs Django set up."""

import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.conf import settings

from mailsvc.mailstore import dovecot
from mailsvc.mailstore.link import Link

_ARRIVE_S = 240.0
_LOOK_S = 0.05


@contextmanager
def running_store() -> Iterator[None]:
    """Dovecot with the product's configuration, from now until the end of the block."""
    plan = dovecot.prepare()
    who = plan.run_as
    process = subprocess.Popen(
        plan.command,
        env=plan.env,
        user=who.uid if who else None,
        group=who.gid if who else None,
        extra_groups=[] if who else None,
    )
    try:
        dovecot.wait_ready()
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


class Mailboxes:
    """The mailboxes of one load; `wait_for` returns when all of its mails are there."""

    def __init__(self, addresses: Sequence[str]) -> None:
        self.addresses = list(addresses)
        self._count = self._stored()

    def wait_for(self, messages: int) -> None:
        """Until so many more are stored, as Dovecot itself counts them in the end.

        Meanwhile the mail files are counted: that takes no processor time from Dovecot.
        """
        wanted = self._count + messages
        deadline = time.monotonic() + _ARRIVE_S
        while self._files() < wanted:
            if time.monotonic() > deadline:
                raise RuntimeError(f"{self._files()} of {wanted} mails arrived")
            time.sleep(_LOOK_S)
        self._count = wanted

    def prove(self) -> None:
        """Dovecot has every mail in its index, none twice."""
        if self._stored() != self._count:
            raise RuntimeError(f"Dovecot holds {self._stored()} mails, not {self._count}")

    def _files(self) -> int:
        return sum(
            sum(1 for _ in folder.glob("u.*"))
            for address in self.addresses
            for local, _, domain in [address.partition("@")]
            for folder in [settings.MAIL_DIR / domain / local / "mail/mailboxes/INBOX/dbox-Mails"]
        )

    def _stored(self) -> int:
        return sum(map(_messages, self.addresses))


def _messages(address: str) -> int:
    link = Link(address)
    try:
        link.select("INBOX")
        return link.exists
    finally:
        link.close()
