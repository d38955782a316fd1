"""One installation under siege: `python -m tests.bench.crash_installation DATABASE ROUNDS SEED`."""

import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import django

from tests.bench.crash_disk import SmallDisk
from tests.support.postgres import Cluster, postgres_cluster
from tests.support.prepared import make_tables
from tests.support.product import Product

_EXTRA = {
    "CV_UNCHECKED_NETWORKS": "127.0.0.0/8",  # no name server in this play
    "CV_MAILBOX_QUOTA_MB": "1000000",
    "CV_UNLIMITED_NETWORKS": "127.0.0.0/8",
    "CV_LOG_LEVEL": "WARNING",
}


@contextmanager
def _database(kind: str) -> Iterator[Cluster | None]:
    if kind == "sqlite":
        yield None
        return
    with postgres_cluster() as cluster:
        yield cluster


def main(kind: str, rounds: int, seed: int) -> int:
    """Make the installation, run the campaign, print its report; 1 when something is wrong."""
    with ExitStack() as stack:
        folder = Path(
            stack.enter_context(tempfile.TemporaryDirectory("", "cvk-", ignore_cleanup_errors=True))
        )
        folder.chmod(0o755)  # Dovecot's processes pass through it as their own user
        cluster = stack.enter_context(_database(kind))
        disk = stack.enter_context(SmallDisk(folder / "small"))
        product = Product(folder / "cv", arguments=())
        product.var.mkdir()
        (product.var / "spool").symlink_to(disk.folder)
        if not cluster:
            make_tables(disk.folder / "db.sqlite3")
        url = cluster.url if cluster else f"sqlite:///{disk.folder}/db.sqlite3"
        os.environ.update(
            product.env | _EXTRA,
            CV_DATABASE_URL=url,
            DJANGO_SETTINGS_MODULE="config.settings",
        )
        django.setup()
        from tests.bench.crash_campaign import campaign

        with contextlib.suppress(KeyboardInterrupt):
            report = campaign(kind, rounds=rounds, seed=seed, disk=disk, cluster=cluster)
            print(json.dumps(report), flush=True)
            return 0
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
