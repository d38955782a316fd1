"""`manage.py adoption_report`: the table and the JSON."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests import factories
from tests.service.usage.support import make_people

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("adoption_report", *arguments, stdout=out)
    return out.getvalue()


def test_the_table_has_shares_target_and_funnel() -> None:
    make_people(factories.make_agency("STC", "Sở Tài chính"), 12)
    make_people(factories.make_agency("BDT", "Ban Dân tộc"), 3)
    make_people(factories.make_agency("SNV", "Sở Nội vụ"), 30)
    text = run("2009-11", "--fill")
    assert "Toàn tỉnh" in text
    assert "0% (0/45)" in text
    assert "Chỉ tiêu 2009: 20% (QĐ 48/2009/QĐ-TTg), còn thiếu 9 người" in text
    assert "Phễu: 45 → 0 → 0 → 0 → 0 → 0" in text
    lines = {line.split("  ")[0]: line for line in text.splitlines()}
    assert lines["Ban Dân tộc"].endswith("ẩn")
    assert lines["Sở Tài chính"].endswith("ẩn"), "else the small one could be had by subtraction"
    assert lines["Sở Nội vụ"].endswith("0% (0/30)")


def test_the_json_hides_small_groups_too() -> None:
    make_people(factories.make_agency("BDT", "Ban Dân tộc"), 3)
    facts = json.loads(run("2009-11", "--fill", "--json"))
    assert (facts["month"], facts["percent"]) == ("2009-11", 0)
    (small,) = facts["agencies"]
    assert {small[name] for name in ("figures", "flags", "active_days", "process_days")} == {None}


@pytest.mark.parametrize("month", ["2009-13", "tháng này", "2009-10"])
def test_a_month_that_is_not_there_is_told_in_one_sentence(month: str) -> None:
    with pytest.raises(CommandError):
        run(month)
