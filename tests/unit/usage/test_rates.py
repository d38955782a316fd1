"""Rates are truncated integers with n/N beside them; the article's figures are the fixture."""

import pytest

from mailsvc.usage import rules

# FACTS.md: every percentage of the article fits these fractions by truncation only.
ARTICLE = [
    pytest.param(322, 1850, 17, id="regular users"),
    pytest.param(198, 900, 22, id="regular users, province"),
    pytest.param(124, 950, 13, id="regular users, district"),
    pytest.param(21, 29, 72, id="management over the network"),
    pytest.param(18, 20, 90, id="management, province"),
    pytest.param(3, 9, 33, id="management, district"),
    pytest.param(26, 29, 89, id="LAN: nearest rounding would say 90"),
    pytest.param(29, 29, 100, id="broadband"),
    pytest.param(12, 29, 41, id="web site level 1"),
    pytest.param(3, 29, 10, id="web site level 2"),
    pytest.param(20, 29, 68, id="ageing equipment"),
]


@pytest.mark.parametrize(("part", "whole", "shown"), ARTICLE)
def test_percent_is_truncated(part: int, whole: int, shown: int) -> None:
    assert rules.percent(part, whole) == shown


def test_share_text_has_the_vietnamese_thousands_dot() -> None:
    assert rules.share_text(322, 1850) == "17% (322/1.850)"


def test_nobody_gives_a_dash_and_no_division() -> None:
    assert rules.percent(0, 0) is None
    assert rules.share_text(0, 0) == "— (0/0)"
    assert not rules.is_reached(0, 0, 20)


@pytest.mark.parametrize(
    ("part", "reached", "missing"), [(370, True, 0), (369, False, 1), (322, False, 48)]
)
def test_target_is_compared_on_integers(part: int, reached: bool, missing: int) -> None:
    assert rules.is_reached(part, 1850, 20) is reached
    assert rules.count_missing(part, 1850, 20) == missing


@pytest.mark.parametrize(
    ("part", "whole", "text"), [(0, 15, "<10%"), (15, 15, ">90%"), (0, 20, "0%"), (3, 10, "30%")]
)
def test_small_groups_do_not_tell_nought_or_all(part: int, whole: int, text: str) -> None:
    assert rules.percent_text(part, whole) == text


def test_hidden_groups_small_one_takes_its_smallest_sibling_with_it() -> None:
    assert rules.hidden_groups({1: 9, 2: 40, 3: 28}) == {1, 3}


def test_hidden_groups_two_small_ones_hide_each_other() -> None:
    assert rules.hidden_groups({1: 9, 2: 5, 3: 28}) == {1, 2}


def test_hidden_groups_ten_is_enough_and_nobody_is_no_secret() -> None:
    assert rules.hidden_groups({1: 10, 2: 28, 3: 0}) == frozenset()
