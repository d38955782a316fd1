"""The settings page keeps what is chosen and the frame of every page follows."""

from collections.abc import Callable

import pytest
from django.test import Client

from mailsvc.directory.actor import Actor
from mailsvc.preferences.selectors import get_preferences
from mailsvc.preferences.wishes import Wishes
from tests.factories import Member, make_agency, make_member

pytestmark = pytest.mark.django_db

CHOSEN = {
    "theme": "dark",
    "text_size": "large",
    "page_length": "25",
    "undo_send_s": "30",
    "digest": "weekly",
    "receipts": "inside",
    "notices": "bare",
}


@pytest.fixture
def hoa() -> Member:
    return make_member(make_agency())


def test_kept_and_followed(hoa: Member, sign_in: Callable[[Actor], Client]) -> None:
    browser = sign_in(hoa.actor)
    before = browser.get("/tai-khoan/").content.decode()
    assert 'dark.css" media="screen and (prefers-color-scheme: dark)"' in before
    assert browser.post("/tai-khoan/tuy-chon/", CHOSEN).status_code == 302
    assert get_preferences(hoa.actor) == Wishes(
        theme="dark",
        text_size="large",
        page_length=25,
        undo_send_s=30,
        digest="weekly",
        receipts="inside",
        notices="bare",
    )
    form = browser.get("/tai-khoan/tuy-chon/").content.decode()
    assert '<option value="dark" selected>' in form
    assert '<option value="30" selected>' in form
    page = browser.get("/tai-khoan/").content.decode()
    assert 'dark.css" media="screen">' in page
    assert 'data-text="large"' in page
    assert "mail-keys.js" not in page
    browser.post("/tai-khoan/tuy-chon/", CHOSEN | {"has_letter_shortcuts": "on"})
    assert "mail-keys.js" in browser.get("/tai-khoan/").content.decode()
    browser.post("/tai-khoan/tuy-chon/", CHOSEN | {"theme": "light"})
    assert "dark.css" not in browser.get("/tai-khoan/").content.decode()


@pytest.mark.parametrize("wrong", [{"theme": "pink"}, {"page_length": "7"}, {"undo_send_s": "x"}])
def test_unknown_choice_stands_at_the_form(
    hoa: Member, sign_in: Callable[[Actor], Client], wrong: dict[str, str]
) -> None:
    page = sign_in(hoa.actor).post("/tai-khoan/tuy-chon/", CHOSEN | wrong)
    assert page.status_code == 422
    assert page.context["form"].errors
    assert get_preferences(hoa.actor) == Wishes()


def test_stranger_is_sent_to_the_log_in(client: Client) -> None:
    assert client.post("/tai-khoan/tuy-chon/", CHOSEN).status_code == 302


def test_shortcuts_page_says_whether_letters_are_on(
    hoa: Member, sign_in: Callable[[Actor], Client]
) -> None:
    browser = sign_in(hoa.actor)
    page = browser.get("/tai-khoan/phim-tat/").content.decode()
    assert "<kbd>Ctrl</kbd>" in page and "Đang tắt, vì gõ Telex" in page and "<html" in page
    browser.post("/tai-khoan/tuy-chon/", CHOSEN | {"has_letter_shortcuts": "on"})
    sheet = browser.get("/tai-khoan/phim-tat/", headers={"HX-Request": "true"}).content.decode()
    assert "Đang bật." in sheet and 'method="dialog"' in sheet and "<html" not in sheet


def test_notice_on_the_screen_is_off_until_asked_for(
    hoa: Member, sign_in: Callable[[Actor], Client]
) -> None:
    browser = sign_in(hoa.actor)
    before = browser.get("/tai-khoan/tuy-chon/").content.decode()
    assert "mail-notice.js" not in before and "data-notice" not in before
    browser.post("/tai-khoan/tuy-chon/", CHOSEN | {"notices": "sender"})
    page = browser.get("/tai-khoan/tuy-chon/").content.decode()
    assert 'data-notice="sender"' in page and "mail-notice.js" in page
    assert "Cho phép trên máy này" in page
    refused = browser.post("/tai-khoan/tuy-chon/", CHOSEN | {"notices": "everything"})
    assert refused.status_code == 422
    assert get_preferences(hoa.actor).notices == "sender"
