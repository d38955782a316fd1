"""Bands on integers, swings as in the study, groups of agencies that cannot be told apart."""

import pytest

from webui.adoption.ranking import (
    Band,
    Swing,
    band_of,
    count_bands,
    group_letters,
    rank_groups,
    swing_of,
)


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(3, 10, 13, 56), (9, 62, 9, 23), (20, 28, 56, 83), (322, 1850, 16, 19)],
)
def test_the_usual_swing(part: int, whole: int, low: int, high: int) -> None:
    assert swing_of(part, whole) == Swing(low, high)


def test_nobody_has_no_swing() -> None:
    assert swing_of(0, 0) is None


@pytest.mark.parametrize(
    ("part", "whole", "target", "band"),
    [
        (370, 1850, 20, Band.REACHED),
        (369, 1850, 20, Band.NEAR),
        (15, 100, 20, Band.NEAR),
        (14, 100, 20, Band.BELOW),
        (0, 0, 20, Band.NONE),
        (5, 10, None, Band.NONE),
    ],
)
def test_bands(part: int, whole: int, target: int | None, band: Band) -> None:
    assert band_of(part, whole, target) is band


def test_agencies_that_cannot_be_told_apart_share_a_rank() -> None:
    groups = rank_groups({1: (80, 100), 2: (75, 100), 3: (20, 100), 4: (18, 100), 5: (9, 10)})
    assert groups == {1: 1, 2: 1, 3: 3, 4: 3}


def test_groups_are_letters_that_do_not_read_as_places() -> None:
    assert group_letters({1: 1, 2: 1, 3: 17, 4: 18}) == {1: "A", 2: "A", 3: "B", 4: "C"}


def test_counting_bands() -> None:
    assert count_bands([Band.NEAR, Band.NEAR, Band.REACHED])[Band.NEAR] == 2
    assert count_bands([])[Band.BELOW] == 0
