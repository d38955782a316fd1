"""`make bench-sites`: the hub and two districts on 64 kbit/s; the last line is JSON.

1. ten small mails are posted while a large one is under way, 2. the line is cut with mail in the
queue and mended after CUT_S, 3. it is cut in the middle of a large transfer. CUT_S and KBIT come
from the environment.
"""

import json
import os
import sys
import tempfile
import time
from pathlib import Path

from tests.support.netns import why_not
from tests.support.sites import Installation, Province, province, wait_until

KBIT = int(os.environ.get("KBIT", "64"))
CUT_S = float(os.environ.get("CUT_S", "90"))
PROBE_S = 10
LARGE_BYTES, SMALL_BYTES = 1_000_000, 5_000


def main() -> int:
    if reason := why_not():
        print(f"NOT MEASURED: {reason}")
        return 1
    with (
        tempfile.TemporaryDirectory(prefix="cvs") as folder,
        province(Path(folder), probe_s=PROBE_S) as sites,
    ):
        for line in sites.lines:
            line.slow(KBIT)
        figures = {"kbit": KBIT} | _mixed(sites) | _outage(sites) | _broken(sites)
        figures["lost"] += figures.pop("lost_outage") + figures.pop("lost_broken")
        figures["doubled"] = sites.districts[1].box.doubled
    print(json.dumps(figures))
    return 0 if figures["lost"] == 0 else 1


def _mixed(sites: Province) -> dict[str, float]:
    """Small ones behind a large one that is under way."""
    nhe, tuan = sites.districts
    large = nhe.post(tuan.address, {"id": "large@nhe", "bytes": LARGE_BYTES})
    small = nhe.post(tuan.address, *_small("small", 10))
    begun = min(small.values())
    # Alone it takes size ÷ rate on each of the two lines.
    usual_s = LARGE_BYTES * 8 / (KBIT * 1000) * 2
    lost = _wait(tuan, small | large, usual_s * 2 + 120)
    came = {name: times[0] for name, times in tuan.box.came.items()}
    found = {
        "small_10_s": round(max(came[name] for name in small) - begun, 1),
        "large_s": round(came["large@nhe"] - large["large@nhe"], 1),
        "large_alone_s": round(usual_s, 1),
        "lost": lost,
    }
    print(f"mixed: {found}", flush=True)
    return found


def _outage(sites: Province) -> dict[str, float]:
    """Mail that waits for a cut line, and how soon it comes when the line is back."""
    nhe, tuan = sites.districts
    before = nhe.attempts
    sites.lines[0].cut()
    accepted = nhe.post(tuan.address, *_small("outage", 20))
    time.sleep(CUT_S)
    attempts = nhe.attempts - before
    sites.lines[0].mend()
    mended = time.time()
    lost = _wait(tuan, accepted, 300)
    times = [tuan.box.came[name][0] for name in accepted if name in tuan.box.came]
    found = {
        "outage_s": CUT_S,
        "outage_mails": len(accepted),
        "outage_attempts": attempts,
        "recovery_first_s": round(min(times) - mended, 1),
        "recovery_all_s": round(max(times) - mended, 1),
        "lost_outage": lost,
    }
    print(f"outage: {found}", flush=True)
    return found


def _broken(sites: Province) -> dict[str, float]:
    """A large transfer that is cut in the middle begins again."""
    nhe, tuan = sites.districts
    size = LARGE_BYTES // 4
    accepted = nhe.post(tuan.address, {"id": "broken@nhe", "bytes": size})
    time.sleep(size * 8 / (KBIT * 1000) / 2)
    sites.lines[0].cut()
    time.sleep(CUT_S)
    sites.lines[0].mend()
    mended = time.time()
    lost = _wait(tuan, accepted, 600)
    times = tuan.box.came.get("broken@nhe", [0.0])
    found = {"broken_large_s": round(times[0] - mended, 1), "lost_broken": lost}
    print(f"broken: {found}", flush=True)
    return found


def _small(name: str, count: int) -> list[dict[str, object]]:
    return [{"id": f"{name}{number}@nhe", "bytes": SMALL_BYTES} for number in range(count)]


def _wait(at: Installation, accepted: dict[str, float], seconds: float) -> int:
    """How many have not come in time."""
    wait_until(lambda: accepted.keys() <= at.box.came.keys(), seconds)
    return len(accepted.keys() - at.box.came.keys())


if __name__ == "__main__":
    sys.exit(main())
