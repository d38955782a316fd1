"""A person without a mouse: goes on by Tab and must see where he is at every stop."""

from playwright.sync_api import Locator, Page

# What the person at the keys sees of the focus: drawn, of some size, inside the window.
_FOCUS = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  const style = getComputedStyle(one);
  const drawn = parseFloat(style.outlineWidth) > 0 && style.outlineStyle !== 'none';
  const seen = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight
    && box.right > 0 && box.left < innerWidth;
  return {goal: one.hasAttribute('data-goal'), nowhere: one === document.body,
    seen: drawn && seen, name: one.outerHTML.slice(0, 120)};
}"""


def tab_to(page: Page, goal: Locator, most: int = 90) -> None:
    """Tab until it has the focus; at each stop one must see where one is."""
    goal.evaluate("one => one.setAttribute('data-goal', '')")
    unseen: list[str] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        at = page.evaluate(_FOCUS)
        if not at["seen"] and not at["nowhere"]:
            unseen.append(at["name"])
        if at["goal"]:
            break
    else:
        raise AssertionError(f"{most} times Tab and not there: {goal}")
    goal.evaluate("one => one.removeAttribute('data-goal')")
    assert unseen == []
