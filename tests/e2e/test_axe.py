"""axe finds nothing serious on any page, in whose eyes ever; nothing scrolls sideways on a phone.

axe is put into the pages over the browser's own wire, past their policy, which stays as it is.
"""

from collections.abc import Iterator, Mapping

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.support.desk import DESK, PHONE, Desk
from tests.support.page_scene import make_scene
from tests.support.pages import NOBODY, PAGES, Visit
from tests.support.product import Product

WHO = sorted({visit.who for visits in PAGES.values() for visit in visits})
# A frame without scripts can hold no axe; of a long list the first rows speak for all.
OPTIONS = {"resultTypes": ["violations"], "iframes": False}
CONTEXT = {"exclude": [["tr:nth-child(n+9)"]]}


@pytest.fixture(scope="module")
def scene(product: Product) -> Mapping[str, object]:
    return make_scene(product)


@pytest.fixture
def page(request: pytest.FixtureRequest, product: Product, browser: Browser) -> Iterator[Page]:
    """A window of the person the test is for."""
    who = request.param
    opened: BrowserContext | Desk
    if who == NOBODY:
        opened = browser.new_context(viewport=DESK, locale="vi-VN")
        yield opened.new_page()
    else:
        opened = Desk(browser, product, who)
        yield opened.page
        opened.complaints.clear()  # a mail of the scene has a picture that the policy stops
    opened.close()


@pytest.mark.parametrize("page", WHO, indirect=True, ids=lambda who: who.split("@")[0] or "nobody")
def test_nothing_serious_on_any_page(
    page: Page, product: Product, scene: Mapping[str, object], request: pytest.FixtureRequest
) -> None:
    who = request.node.callspec.params["page"]
    found: list[str] = []
    for name, visits in PAGES.items():
        for visit in visits:
            if visit.who == who:
                found += _look(page, product, visit, scene, name)
    assert found == []


def _look(
    page: Page, product: Product, visit: Visit, scene: Mapping[str, object], name: str
) -> list[str]:
    """What is wrong with one page: opened, judged, then folded to a phone's width."""
    page.set_viewport_size(DESK)
    answer = page.goto(product.url + visit.fill(scene))
    if visit.link:
        answer = page.goto(product.url + str(page.locator(visit.link).first.get_attribute("href")))
    if answer is None or not answer.ok:
        return [f"{name} {page.url}: {answer.status if answer else 'no answer'}"]
    wrong = [
        f"{name} {page.url}: {one['id']} {[node['target'] for node in one['nodes'][:3]]}"
        for one in Axe().run(page, CONTEXT, OPTIONS).response["violations"]
        if one["impact"] in {"serious", "critical"}
    ]
    page.set_viewport_size(PHONE)
    if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
        wrong.append(f"{name} {page.url}: wider than a phone")
    return wrong
