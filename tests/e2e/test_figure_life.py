"""One figure: from day bits to the page and the command."""

import json

from playwright.sync_api import Browser

from tests.support.desk import Desk
from tests.support.product import Product


def test_command_prints_the_article_s_table(product: Product) -> None:
    printed = product.manage("adoption_report", "2009-11").stdout
    assert "17% (322/1.850)" in printed
    assert "22% (198/900)" in printed
    assert "13% (124/950)" in printed


def test_json_holds_the_same(product: Product) -> None:
    report = json.loads(product.manage("adoption_report", "2009-11", "--json").stdout)
    text = json.dumps(report)
    assert "322" in text
    assert "1850" in text


def test_page_shows_the_same(product: Product, browser: Browser) -> None:
    desk = Desk(browser, product, "quantri@dienbien.example")
    page = desk.go("/thong-ke/?thang=2009-11")
    text = page.inner_text("main")
    assert "17%" in text
    assert "322" in text
    assert "1.850" in text
    assert "22%" in text
    assert "13%" in text
    desk.close()


_TAKE_ONE_AWAY = """
from django.db.models import Sum
from mailsvc.usage.models import AgencyMonth, PersonMonth
from mailsvc.usage.rollup import fill

def shown():
    fill(200911)
    rows = AgencyMonth.objects.filter(definition="TX-1", ym=200911)
    print("n", rows.aggregate(n=Sum("regular"))["n"])

FIELDS = ("read_days", "write_days", "process_days")
busiest = max(
    PersonMonth.objects.filter(ym=200911),
    key=lambda row: ((row.read_days | row.write_days).bit_count(), row.write_days.bit_count()),
)
kept = {name: getattr(busiest, name) for name in FIELDS}
PersonMonth.objects.filter(pk=busiest.pk).update(**dict.fromkeys(FIELDS, 0))
shown()
PersonMonth.objects.filter(pk=busiest.pk).update(**kept)
shown()
"""


def test_the_figure_follows_the_bits(product: Product) -> None:
    """Take one regular user's bits away: the roll-up, not the page, holds the figure."""
    printed = product.manage("shell", "-c", _TAKE_ONE_AWAY).stdout
    assert [line for line in printed.splitlines() if line[:2] == "n "] == ["n 321", "n 322"]
