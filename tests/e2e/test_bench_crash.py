"""`make bench-crash` in small: in three rounds everything breaks once, and nothing is lost."""

import json
import os
import subprocess
import sys

from tests.support.product import ROOT

# With it the three rounds hold a full disk, a locked database, a dead Dovecot, each kind of kill.
SEED = "183"


def test_nothing_accepted_is_lost_whatever_dies() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.crash"],
        cwd=ROOT,
        env={**os.environ, "ROUNDS": "3", "SEED": SEED, "DATABASES": "sqlite"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    report = json.loads(done.stdout.splitlines()[-1])
    assert done.returncode == 0, done.stdout + done.stderr
    assert list(report)[:5] == ["rounds", "accepted", "delivered", "lost", "doubled"]
    assert report["rounds"] == 3
    assert report["accepted"] == report["delivered"] > 50
    assert report["lost"] == report["unexplained"] == report["inconsistent"] == 0
    assert {"both", "delivery", "relay", "dovecot", "database"} <= report["faults"].keys()
