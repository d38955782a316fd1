"""A private Postfix, as Debian ships it, with its own folders and ports on loopback."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

_START_S = 20.0

# What differs from Debian's main.cf, and why:
# in_flow_delay: in the accept cases nothing leaves the queue, and Postfix would slow its senders;
# maillog_file: a file of its own, since the machine's syslog is not ours to write to.
_MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
myhostname = mail.dienbien.example
mydestination =
alias_maps =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
message_size_limit = 36700160
in_flow_delay = 0
virtual_mailbox_domains = {domain}
virtual_mailbox_maps = hash:{folder}/mailboxes
virtual_transport = lmtp:inet:{lmtp}
"""

# Debian's services without chroot; `hold` keeps what it took, as a relay without delivery does.
_MASTER = """\
{accept} inet n - n - - smtpd -o smtpd_data_restrictions=check_sender_access,static:HOLD
{deliver} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


class Postfix:
    """One instance. `accept_port` takes mail and holds it, `deliver_port` hands it to Dovecot."""

    name = "postfix"

    def __init__(self, folder: Path, *, ports: tuple[int, int], lmtp: str) -> None:
        if os.geteuid() != 0:
            raise SystemExit("Postfix's master must be started by root: run this bench as root.")
        self._folder = folder
        self._lmtp = lmtp
        self.accept_port, self.deliver_port = ports

    def start(self, mailboxes: Sequence[str]) -> None:
        """Write the configuration and start; returns when it takes connections."""
        for name in ("conf", "queue", "data"):
            (self._folder / name).mkdir(parents=True)
        shutil.chown(self._folder / "data", "postfix")
        self._write(mailboxes)
        self._postfix("start")
        deadline = time.monotonic() + _START_S
        while not self._pid_file.exists():
            if time.monotonic() > deadline:
                raise RuntimeError(f"Postfix did not start: {self.log()}")
            time.sleep(0.05)

    def stop(self) -> None:
        """End master and all it started."""
        if not self._pid_file.exists():
            return
        pid = self._master
        self._postfix("stop")
        if Path(f"/proc/{pid}").exists():
            os.killpg(pid, signal.SIGKILL)

    def delivering(self) -> AbstractContextManager[None]:
        """Its queue manager always runs."""
        return nullcontext()

    def roots(self) -> list[int]:
        """The processes whose trees do all its work."""
        return [self._master]

    def log(self) -> str:
        """The last lines of its log."""
        path = self._folder / "log"
        return "\n".join(path.read_text().splitlines()[-20:]) if path.exists() else ""

    @property
    def _pid_file(self) -> Path:
        return self._folder / "queue" / "pid" / "master.pid"

    @property
    def _master(self) -> int:
        return int(self._pid_file.read_text())

    def _write(self, mailboxes: Sequence[str]) -> None:
        conf = self._folder / "conf"
        domain = mailboxes[0].partition("@")[2]
        (conf / "main.cf").write_text(
            _MAIN.format(folder=self._folder, domain=domain, lmtp=self._lmtp)
        )
        (conf / "master.cf").write_text(
            _MASTER.format(
                accept=f"127.0.0.1:{self.accept_port}", deliver=f"127.0.0.1:{self.deliver_port}"
            )
        )
        table = self._folder / "mailboxes"
        table.write_text("".join(f"{one} ok\n" for one in mailboxes))
        subprocess.run(["postmap", "-c", str(conf), f"hash:{table}"], check=True)

    def _postfix(self, command: str) -> None:
        done = subprocess.run(
            ["postfix", "-c", str(self._folder / "conf"), command],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        if done.returncode:
            raise RuntimeError(f"postfix {command}: {done.stdout}{done.stderr}{self.log()}")
