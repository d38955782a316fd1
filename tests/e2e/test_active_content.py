"""Active content of every kind we know: each wall of the reading frame holds by itself.

The same pieces act when there is no wall, so these tests can fail.
"""

from collections.abc import Callable, Iterator, Sequence

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page

from tests.support.active_content import Piece, Stage, acting, page_of, pieces, what_ran
from webui.safehtml import clean
from webui.safehtml.frame import HEADERS, wrap

SANDBOX = 'sandbox="allow-popups allow-popups-to-escape-sandbox" referrerpolicy="no-referrer"'
SHOWN = [piece for piece in pieces() if not piece.is_clicked and not piece.name.startswith("cover")]
ACTING = [piece for piece in SHOWN if piece.name in acting()]
CLICKED = [piece for piece in pieces() if piece.is_clicked]
COVERING = [piece for piece in pieces() if piece.name.startswith("cover")]
# The page around the frame has the policy of our pages, but for the script that listens.
PAGE_POLICY = {
    "Content-Security-Policy": "; ".join(
        f"{name} {' '.join(values)}"
        for name, values in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()
        if name not in {"script-src", "style-src"}
    ).replace("default-src 'none'", "default-src 'self' 'unsafe-inline'")
}
# Longer than any of the acting ones takes.
_WATCH = "new Promise(done => setTimeout(done, 500))"


@pytest.fixture
def stage() -> Iterator[Stage]:
    one = Stage()
    yield one
    one.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    one = browser.new_context(locale="vi-VN")
    one.set_default_timeout(60_000)
    yield one
    one.close()


def _show(
    page: Page, stage: Stage, chosen: Sequence[Piece], document: Callable[[str], str], **walls: str
) -> None:
    """Each piece in a frame of its own; returns when they had time to act."""
    headers = HEADERS if "frame" in walls else {}
    for piece in chosen:
        stage.put(f"/{piece.name}", document(piece.html(stage.trap)), headers)
    around = page_of((f"/{piece.name}" for piece in chosen), walls.get("frame", ""))
    page.goto(stage.put("/page", around, PAGE_POLICY if "frame" in walls else {}))
    page.evaluate(_WATCH)


def test_each_piece_acts_without_walls(stage: Stage, context: BrowserContext) -> None:
    page = context.new_page()
    _show(page, stage, ACTING, wrap)
    assert what_ran(page) | stage.visits >= acting()
    assert len(acting()) > 150


@pytest.mark.parametrize("half", [ACTING[::2], ACTING[1::2]], ids=["even", "odd"])
def test_frame_alone_holds(stage: Stage, context: BrowserContext, half: list[Piece]) -> None:
    page = context.new_page()
    _show(page, stage, half, wrap, frame=SANDBOX)
    assert what_ran(page) == set()
    assert stage.visits == set()
    assert len(page.frames) > len(half)


def test_cleaner_alone_holds(stage: Stage, context: BrowserContext) -> None:
    """In the very document of a page that has no policy: no frame, same origin, scripts on."""
    page = context.new_page()
    cleaned = "".join(f"<section>{clean(p.html(stage.trap))}</section>" for p in SHOWN)
    page.goto(stage.put("/page", page_of((), "") + cleaned))
    page.evaluate(_WATCH)
    assert what_ran(page) == set()
    assert stage.visits == set()
    assert stage.silent == 0
    assert page.locator("section").count() == len(SHOWN)


def test_clicks_act_without_walls(stage: Stage, context: BrowserContext) -> None:
    """So the clicking works: without walls some run, some send, one takes the page."""
    page = context.new_page()
    names = {"click-javascript", "click-onclick", "click-form", "click-svg-a", "click-top"}
    chosen = [piece for piece in CLICKED if piece.name in names]
    _show(page, stage, sorted(chosen, key=lambda piece: piece.name == "click-top"), wrap)
    _click_all(page)
    page.wait_for_url("**/chiem")
    assert stage.visits == {"click-form"}


@pytest.mark.parametrize("wall", ["frame", "cleaner"])
def test_clicks_behind_one_wall_alone(stage: Stage, context: BrowserContext, wall: str) -> None:
    page = context.new_page()
    context.on("page", lambda popup: popup.close())
    if wall == "frame":
        _show(page, stage, CLICKED, wrap, frame=SANDBOX)
    else:
        _show(page, stage, CLICKED, lambda source: wrap(clean(source)))
    _click_all(page)
    page.evaluate(_WATCH)
    assert page.url == f"{stage.url}/page"
    assert what_ran(page) == set()
    assert stage.visits == set()


def _click_all(page: Page) -> None:
    """The words stand at the top left of each frame."""
    page.set_viewport_size({"width": 1400, "height": 1200})
    for place in page.evaluate(
        "[...document.querySelectorAll('iframe')].map(f => f.getBoundingClientRect().toJSON())"
    ):
        page.mouse.click(place["x"] + 22, place["y"] + 16)


@pytest.mark.parametrize("wall", ["frame", "cleaner"])
def test_nothing_of_the_page_is_covered(stage: Stage, context: BrowserContext, wall: str) -> None:
    page = context.new_page()
    page.goto(stage.put("/page", page_of((), "") + "".join(_between_buttons(stage, wall))))
    assert page.locator("button").count() == 2 * len(COVERING)
    covered = page.evaluate(
        """[...document.querySelectorAll('button')].filter(button => {
          button.scrollIntoView({block: 'center'});
          const at = button.getBoundingClientRect();
          return document.elementFromPoint(at.x + at.width / 2, at.y + at.height / 2) !== button;
        }).map(button => button.textContent)"""
    )
    assert covered == []


def _between_buttons(stage: Stage, wall: str) -> Iterator[str]:
    for piece in COVERING:
        source = piece.html(stage.trap)
        if wall == "cleaner":
            box = f'<div style="height:60px;overflow:hidden">{clean(source)}</div>'
        else:
            stage.put(f"/{piece.name}", wrap(source), HEADERS)
            box = f'<iframe src="/{piece.name}" {SANDBOX}></iframe>'
        button = f"<p><button style='width:90%'>{piece.name}</button></p>"
        yield button + box + button


def test_covering_works_without_walls(stage: Stage, context: BrowserContext) -> None:
    """Put into the page as they are, they do lie over it."""
    page = context.new_page()
    button = "<p><button style='width:90%'>x</button></p>"
    for piece in [p for p in COVERING if p.name in {"cover-fixed", "cover-absolute"}]:
        page.goto(stage.put("/page", page_of((), "") + button + piece.html(stage.trap)))
        assert page.evaluate("document.elementFromPoint(innerWidth / 2, 25).tagName") == "DIV"


def test_frame_has_no_origin(stage: Stage, context: BrowserContext) -> None:
    """What is in the frame can read neither the page nor its cookies."""
    page = context.new_page()
    stage.put("/piece", wrap("<p>Kính gửi</p>"), HEADERS)
    page.goto(stage.put("/page", page_of(["/piece"], SANDBOX), {"Set-Cookie": "s=bi-mat"}))
    attempts = ["parent.document.title", "document.cookie", "localStorage.length"]
    errors = [
        page.frames[1].evaluate(
            f"() => {{ try {{ return {what}; }} catch (e) {{ return e.name; }} }}"
        )
        for what in attempts
    ]
    assert errors == ["SecurityError"] * 3
    assert page.evaluate("document.cookie") == "s=bi-mat"
