"""One-letter shortcuts in a real browser: what each presses, and letters stay letters in a field.

The script is put on a page as small as the mail pages' parts it knows; who gets it is a page test.
"""

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

SCRIPT = Path(__file__).parents[2] / "webui" / "static" / "mail-keys.js"
PAGE = """<div class="find"><input></div>
<a class="btn" href="/thu/1/soan/" onclick="document.title='soan';return false">Soạn</a>
<div class="answers">
<a href="?reply=2" onclick="document.title='reply';return false">Trả lời</a></div>
<button form="acts" value="archive" onclick="this.id='pressed'">Lưu trữ</button>
<table id="mails"><tr><td><a class="subj" href="#1">1</a></td></tr>
<tr><td><a class="subj" href="#2">2</a></td></tr></table>"""


def _opened(browser: Browser) -> Page:
    page = browser.new_page()
    page.set_content(PAGE)
    page.add_script_tag(path=SCRIPT)
    return page


def test_letters_press_what_stands_on_the_page(browser: Browser) -> None:
    page = _opened(browser)
    for key, done in (("c", "soan"), ("r", "reply")):
        page.keyboard.press(key)
        expect(page).to_have_title(done)
    page.keyboard.press("e")
    expect(page.locator("#pressed")).to_have_text("Lưu trữ")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("a.subj").nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator("a.subj").nth(0)).to_be_focused()
    page.close()


def test_in_a_field_and_with_control_letters_are_no_commands(browser: Browser) -> None:
    page = _opened(browser)
    page.keyboard.press("/")
    page.keyboard.type("cre")
    expect(page.locator(".find input")).to_have_value("cre")
    page.locator("a.subj").first.focus()
    page.keyboard.press("Control+r")
    page.keyboard.press("Alt+e")
    assert page.locator("#pressed").count() == 0
    page.close()
