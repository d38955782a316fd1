"""One-letter shortcuts in a real browser: what each presses, and letters stay letters in a field.

The script is put on a page as small as the mail pages' parts it knows; who gets it is a page test.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

SCRIPT = Path(__file__).parents[2] / "webui" / "static" / "mail-keys.js"
PAGE = """<div class="find"><input></div>
<a data-keys href="http://keys.example/phim-tat/">Phím tắt</a>
<div class="notes"><form class="undo" data-says="undo"><button>Hoàn tác</button></form></div>
<div id="boxes"><a data-folder="INBOX" href="#" data-says="inbox">Đến</a>
<a data-folder="Sent" href="#" data-says="sent">Gửi</a></div>
<a class="btn" href="/thu/1/soan/" data-says="soan">Soạn</a>
<div id="bar"><a rel="up" href="#" data-says="up">‹</a></div>
<form id="acts"></form>
<div class="answers"><a href="?reply=2" data-says="reply">Trả lời</a></div>
<button form="acts" value="archive">Lưu trữ</button>
<button form="acts" value="junk">Thư rác</button>
<button form="acts" value="unread">Chưa đọc</button><button form="acts" value="star">Sao</button>
<details><summary>Thêm</summary><div><select id="target"><option>Chọn<option>Tệp</select>
<button form="acts" value="move">Chuyển</button></div></details>
<input type="checkbox" data-all>
<table id="mails">
<tr><td><input type="checkbox" name="uids" value="1"><a class="subj" href="#1">1</a></td></tr>
<tr><td><input type="checkbox" name="uids" value="2"><a class="subj" href="#2">2</a></td></tr>
</table>"""
# The title says what was pressed, and which mails were chosen then.
NOTE = """document.addEventListener("click", function (event) {
  const said = event.target.closest("[data-says]"), boxes = document.getElementsByName("uids");
  if (said) { document.title = said.dataset.says; event.preventDefault(); }
  if (event.target.matches("[data-all]")) { boxes.forEach((one) => { one.checked = true; }); }
  if (event.target.matches("button[form=acts]")) {
    const chosen = Array.from(boxes).filter((one) => one.checked).map((one) => one.value);
    document.title = event.target.value + " " + chosen; event.preventDefault();
  }
});"""
SHEET = '<h2 id="keys_title">Phím tắt</h2><form method="dialog"><button>Đóng</button></form>'


@pytest.fixture
def page(browser: Browser):
    one = browser.new_page()
    one.route(
        "http://keys.example/**",
        lambda route: route.fulfill(
            body=SHEET,
            content_type="text/html",
            headers={"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*"},
        ),
    )
    one.set_content(PAGE)
    one.evaluate(NOTE)
    one.add_script_tag(path=SCRIPT)
    yield one
    one.close()


@pytest.mark.parametrize(
    ("keys", "done"),
    [
        ("c", "soan"),
        ("r", "reply"),
        ("z", "undo"),
        ("u", "up"),
        ("g i", "inbox"),
        ("g s", "sent"),
        # On the line one stands on, or on what is chosen.
        ("j e", "archive 1"),
        ("j j s", "star 2"),
        ("j x j !", "junk 1"),
        ("j Shift+U", "unread 1"),
        ("* a e", "archive 1,2"),
    ],
)
def test_letters_press_what_stands_on_the_page(page: Page, keys: str, done: str) -> None:
    for key in keys.split():
        page.keyboard.press(key)
    expect(page).to_have_title(done)


def test_lines_are_walked_and_one_is_chosen(page: Page) -> None:
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("a.subj").nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator("a.subj").nth(0)).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator("[name=uids]").nth(0)).to_be_checked()
    page.keyboard.press("o")
    assert page.url.endswith("#1")


def test_menu_opens_and_enter_in_it_does_it(page: Page) -> None:
    page.keyboard.press("j")
    page.keyboard.press("v")
    expect(page.locator("#target")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_title("move 1")


def test_question_mark_shows_the_sheet_and_escape_goes_back(page: Page) -> None:
    page.keyboard.press("j")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Phím tắt")).to_be_visible()
    page.keyboard.press("c")  # the page under the sheet hears nothing
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.locator("a.subj").nth(0)).to_be_focused()
    assert page.title() == ""


def test_in_a_field_and_with_control_letters_are_no_commands(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("cregi!?")
    expect(page.locator(".find input")).to_have_value("cregi!?")
    page.locator("a.subj").first.focus()
    page.keyboard.press("Control+r")
    page.keyboard.press("Alt+e")
    assert page.title() == "" and page.locator("dialog").count() == 0
