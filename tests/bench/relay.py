"""`make bench-relay`: our relay beside Debian's Postfix, the same load, the same machine, one run.

Cases, each in ROUNDS rounds (default 5) that alternate between the sides; medians count:
mailbox (5 KB, ten mailboxes, socket → queue → one Dovecot over LMTP, until all mails are in it),
accept_reused and accept_single (5 KB, 20 sessions; many mails a connection, one mail a connection),
accept_1mb (1 MB, 20 sessions, reused). `relay_peak_mb` is the most memory our relay processes ever
held, added up, under a thousand open sessions and under twenty mails of 25 MB at once.

What makes it fair:
* Both promise the same: 250 after fsync. Postfix as Debian ships it (queue file fsynced), ours as
  in production (spool fsynced, SQLite WAL with synchronous=FULL).
* The accept cases measure taking alone, and nothing leaves either queue: Postfix has the mail held
  (`HOLD`: the queue file is written, fsynced and renamed, the queue manager not woken), ours
  runs without a delivery worker. Both are the cheapest a durable acceptance can be.
* Postfix's limits that would slow this load do not apply to loopback, `in_flow_delay` is 0.
* Ours checks SPF, DKIM and DMARC of strangers; Postfix has no such thing without a milter. So ours
  has them off for loopback here (CV_UNCHECKED_NETWORKS); one more figure shows them on.
* Both write a line of log a mail to a file of their own (Postfix through its postlogd).
* Processor seconds are those of Postfix's master and all below it, and of our relay and delivery
  worker; Dovecot's are in neither.
* The rest of the machine is the same for both: the sides' rounds alternate, and which one
  begins changes each round.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import django

ROUNDS = int(os.environ.get("ROUNDS", "5"))
_WHOLE_RUN_S = 45 * 60


def main() -> None:
    """Set up both sides, measure, clean up, print the JSON line."""
    if shutil.which("smtp-source") is None or shutil.which("postfix") is None:
        raise SystemExit("Postfix is missing: run `make bench-relay`, which installs it.")
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    signal.signal(signal.SIGALRM, lambda *_: signal.raise_signal(signal.SIGINT))
    signal.alarm(_WHOLE_RUN_S)
    with tempfile.TemporaryDirectory(prefix="cv-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)  # Postfix's processes pass through it as their own user
        _run(folder)


def _run(folder: Path) -> None:
    from tests.support.ports import free_ports
    from tests.support.product import Product

    product = Product(folder / "cv", arguments=())
    (lmtp,) = free_ports(1)
    extra = {"CV_LMTP": f"127.0.0.1:{lmtp}"}
    os.environ.update(product.env | extra, DJANGO_SETTINGS_MODULE="config.settings")
    django.setup()
    from tests.bench.relay_rounds import measure

    try:
        measure(folder, product, extra, rounds=ROUNDS)
    except subprocess.CalledProcessError as error:
        raise SystemExit(f"{error}: {error.stderr}") from error


if __name__ == "__main__":
    main()
