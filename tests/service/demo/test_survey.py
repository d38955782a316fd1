"""The survey of the sample province prints the figures of the article."""

import pytest

from config.demo.load import load_province
from mailsvc.survey import consistency, selectors
from mailsvc.survey.access import access_round

pytestmark = pytest.mark.django_db


def test_the_survey_of_2009_and_of_2010() -> None:
    load_province()
    table = selectors.province_table(access_round(2009))
    assert (table.signed, table.asked) == (29, 29)
    shown = {row.indicator.code: row.total.text for row in table.rows}
    assert shown == {
        "servers": "38",
        "computers": "1.203",
        "on_lan": "78%",
        "on_internet": "76%",
        "per_head": "0,65",
        "has_lan": "89%",
        "has_broadband": "100%",
        "management_seen": "72%",
        "management_declared": "72%",
        "website_1": "41%",
        "website_2": "10%",
        "ageing": "68%",
    }
    assert [value.text for value in table.of("per_head").tiers] == ["0,70", "0,59"]
    for said in ("management_declared", "management_seen"):
        assert [value.text for value in table.of(said).tiers] == ["90%", "33%"]
    later = selectors.province_table(access_round(2010))
    assert (later.signed, later.asked, later.last_year, later.last_signed) == (22, 28, 2009, 29)
    # In 2010 the word and the work no longer agree everywhere: both stand in the table.
    work, word = later.of("management_seen").total, later.of("management_declared").total
    assert 0 < work.part < word.part < work.whole == word.whole == 22
    assert consistency.find_problems() == []
