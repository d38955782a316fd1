"""What a browser says of itself, as words that its owner recognises; pure."""

import re

from django.utils.translation import gettext as _

# The first that fits: many browsers also name those they descend from.
_BROWSERS = (
    ("Cốc Cốc", r"coc_coc_browser/(\d+)"),
    ("Edge", r"Edg(?:e|A|iOS)?/(\d+)"),
    ("Opera", r"(?:OPR|Opera)/(\d+)"),
    ("Firefox", r"(?:Firefox|FxiOS)/(\d+)"),
    ("Chrome", r"(?:Chrome|CriOS|HeadlessChrome)/(\d+)"),
    ("Safari", r"Version/(\d+).*Safari/"),
    ("Internet Explorer", r"(?:MSIE |rv:)(\d+)"),
)
_SYSTEMS = (
    ("Windows XP", r"Windows NT 5\.[12]"),
    ("Windows 7", r"Windows NT 6\.1"),
    ("Windows 8", r"Windows NT 6\.[23]"),
    ("Windows 10, 11", r"Windows NT 10"),
    ("Windows", r"Windows"),
    ("Android", r"Android"),
    ("iPhone, iPad", r"iPhone|iPad"),
    ("macOS", r"Mac OS X"),
    ("Linux", r"Linux"),
)


def name_program(agent: str) -> str:
    """“Firefox 115, Windows 7”; total."""
    browser = next(
        (f"{name} {found[1]}" for name, said in _BROWSERS if (found := re.search(said, agent))), ""
    )
    system = next((name for name, said in _SYSTEMS if re.search(said, agent)), "")
    return ", ".join(part for part in (browser, system) if part) or _("chương trình lạ")
