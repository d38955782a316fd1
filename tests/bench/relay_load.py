"""The load: Postfix's own generator, the same call for both sides."""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

PROGRAM = "smtp-source"
_TIMEOUT_S = 240.0


@dataclass(frozen=True)
class Load:
    """One case: what is sent, and how."""

    name: str
    messages: int
    size_bytes: int
    sessions: int = 20
    is_reused: bool = True  # one connection for many messages, or a connection for each


def send(load: Load, port: int, mailboxes: Sequence[str]) -> None:
    """Send it, an equal share to each mailbox at once; returns when all got their 250.

    Raises CalledProcessError for any other reply.
    """
    share = len(mailboxes)
    senders = [
        subprocess.Popen(
            _command(load, port, mailbox, share), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        for mailbox in mailboxes
    ]
    try:
        for sender in senders:
            _, said = sender.communicate(timeout=_TIMEOUT_S)
            if sender.returncode or said:
                raise subprocess.CalledProcessError(sender.returncode, PROGRAM, stderr=said)
    finally:
        for sender in senders:
            sender.kill()


def _command(load: Load, port: int, mailbox: str, share: int) -> list[str]:
    how = ["-d"] if load.is_reused else []
    return [
        *(PROGRAM, "-4", *how, "-C", "20", "-M", "noi-khac.example"),
        *("-s", str(load.sessions // share), "-m", str(load.messages // share)),
        *("-l", str(load.size_bytes), "-f", "ai@noi-khac.example", "-t", mailbox),
        f"inet:127.0.0.1:{port}",
    ]
