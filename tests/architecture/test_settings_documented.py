"""Every CV_ setting stands in docs/settings.md, and the page names no other."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def _names(path: Path) -> set[str]:
    return set(re.findall(r"\bCV_[A-Z_]+[A-Z]\b", path.read_text(encoding="utf-8")))


def test_settings_page_lists_every_setting() -> None:
    used = _names(ROOT / "config" / "settings.py")
    documented = _names(ROOT / "docs" / "settings.md")
    assert used - documented == set()
    assert {name for name in documented - used if not name.endswith("_FILE")} == set()
