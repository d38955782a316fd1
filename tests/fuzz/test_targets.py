"""The targets of `make fuzz`, with their seeds and with what hypothesis makes of them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.guided import list_seeds
from tests.fuzz.targets import TARGETS
from tests.support.dns_zone import dns_zone


@pytest.fixture(scope="module", autouse=True)
def _no_dns():
    with dns_zone({}):
        yield


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_are_borne(name: str) -> None:
    seeds = list_seeds(name)
    assert seeds
    for seed in seeds:
        TARGETS[name](seed)


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=25, deadline=None)
@given(draw=st.data())
def test_pieces_of_seeds_are_borne(name: str, draw: st.DataObject) -> None:
    seeds = list_seeds(name)
    one, other = (draw.draw(st.sampled_from(seeds))[:4000] for _ in range(2))
    cut, noise = draw.draw(st.integers(0, len(one))), draw.draw(st.binary(max_size=12))
    TARGETS[name](one[:cut] + noise + other[draw.draw(st.integers(0, len(other))) :])
