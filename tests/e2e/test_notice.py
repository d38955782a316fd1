"""A notice of new mail: only unseen, only where allowed, never what the mail says.

The script is put on a page as small as what it knows of ours; who gets it is a page test.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

SCRIPT = Path(__file__).parents[2] / "webui" / "static" / "mail-notice.js"
LIST = """<div id="mails"><table><tr><td><span class="who">Lò Thị Mai</span>
<a class="subj">Họp kín</a></td></tr></table></div>"""
# The browser's own notices cannot be looked at: what it is asked to show is kept.
FAKE = """window.shown = [];
window.Notification = function (title, more) { window.shown.push([title, more.body]); };
window.Notification.permission = "%s";
Object.defineProperty(document, "hidden", { get: () => window.away === true });"""
TELL = """document.body.dispatchEvent(new CustomEvent("mail-arrived", { detail: %s }))"""
MAIL = '{ kind: "mail.arrived", pk: 7 }'


def opened(browser: Browser, how: str, permission: str = "granted") -> Page:
    page = browser.new_page()
    body = f'<body data-notice="{how}" data-said-mail="Có thư mới"></body>'

    def answer(route) -> None:
        is_list = "/thu/7/" in route.request.url
        route.fulfill(body=LIST if is_list else body, content_type="text/html; charset=utf-8")

    page.route("http://localhost:9/**", answer)
    page.goto("http://localhost:9/")
    page.evaluate(FAKE % permission)
    page.add_script_tag(path=SCRIPT)
    return page


@pytest.mark.parametrize(("how", "words"), [("bare", ""), ("sender", "Lò Thị Mai")])
def test_says_no_more_than_was_chosen(browser: Browser, how: str, words: str) -> None:
    page = opened(browser, how)
    page.evaluate(TELL % MAIL)  # the page is looked at
    page.evaluate("window.away = true")
    page.evaluate(TELL % "{}")  # a line that is back is no mail
    page.evaluate(TELL % MAIL)
    expect(page.locator(f"body[data-noticed='{words or '-'}']")).to_have_count(1)
    assert page.evaluate("window.shown") == [["Có thư mới", words]]
    page.close()


def test_without_leave_nothing_is_shown(browser: Browser) -> None:
    page = opened(browser, "bare", "denied")
    page.evaluate("window.away = true")
    page.evaluate(TELL % MAIL)
    assert page.evaluate("window.shown") == []
    page.close()
