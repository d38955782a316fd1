"""Three sites on slow lines that are cut: nothing is lost, small mail does not wait for large."""

from collections.abc import Iterator

import pytest

from tests.support.netns import why_not
from tests.support.sites import Installation, Province, province, wait_until

_WHY_NOT = why_not()
pytestmark = pytest.mark.skipif(bool(_WHY_NOT), reason=f"NO THREE-SITE TEST: {_WHY_NOT}")

KBIT = 256


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    with province(tmp_path_factory.mktemp("s"), probe_s=2) as made:
        for line in made.lines:
            line.slow(KBIT)
        yield made


def _mails(name: str, count: int, size: int) -> list[dict[str, object]]:
    return [{"id": f"{name}{number}@nhe", "bytes": size} for number in range(count)]


def _have_come(at: Installation, accepted: dict[str, float], seconds: float) -> None:
    missing = accepted.keys() - at.box.came.keys()
    wait_until(lambda: accepted.keys() <= at.box.came.keys(), seconds)
    missing = accepted.keys() - at.box.came.keys()
    assert not missing, f"{sorted(missing)}\n{at.log('run_relay')[-2000:]}"


def test_small_mail_does_not_wait_behind_a_large_one(sites: Province) -> None:
    nhe, tuan = sites.districts
    large = nhe.post(tuan.address, {"id": "to@nhe", "bytes": 700_000})
    small = nhe.post(tuan.address, *_mails("nho", 10, 3000))
    _have_come(tuan, small | large, 90)
    came = {name: times[0] for name, times in tuan.box.came.items()}
    assert max(came[name] for name in small) < came["to@nhe"]
    assert tuan.box.doubled == 0


def test_a_cut_line_loses_nothing_and_costs_no_attempt_a_mail(sites: Province) -> None:
    nhe, tuan = sites.districts
    line = sites.lines[0]
    before = nhe.attempts
    line.cut()
    accepted = nhe.post(tuan.address, *_mails("cat", 12, 2000))
    accepted |= nhe.post(tuan.address, {"id": "khan@nhe", "bytes": 2000, "urgent": True})
    assert wait_until(lambda: nhe.parked >= len(accepted) - 1, 40), nhe.log("run_delivery")[-2000:]
    assert tuan.box.came.keys().isdisjoint(accepted)
    line.mend()
    _have_come(tuan, accepted, 60)
    assert tuan.box.doubled == 0
    probes = nhe.attempts - before
    assert probes < len(accepted)
    assert nhe.parked == 0
