"""House rules a linter does not know."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [
    path
    for folder in ("config", "mailsvc", "docflow", "webui")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
]


def _offenders(pattern: str, paths: list[Path]) -> list[str]:
    found = re.compile(pattern)
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if found.search(line)
    ]


def test_pages_ask_no_database() -> None:
    pages = [path for path in SOURCES if "webui" in path.parts]
    assert _offenders(r"\.objects\b", pages) == []


def test_environment_is_read_in_one_place() -> None:
    allowed = {ROOT / "config" / "env.py"}
    others = [path for path in SOURCES if path not in allowed]
    reading = r"os\.environ\[|os\.environ\.get|os\.getenv"
    assert _offenders(reading, others) == []


def test_texts_are_marked_by_names_that_are_looked_for() -> None:
    """By another name than `_` or its own a text would stay without English, and nobody hear."""
    renamed = r"^\s*(from django\.utils\.translation import )?\w*gettext\w* as (?!_\b)"
    assert _offenders(renamed, SOURCES) == []


@pytest.mark.parametrize(
    ("library", "home"),
    [
        ("aiosmtpd", "mailsvc/relay"),
        ("imapclient", "mailsvc/mailstore"),
        ("bleach", "webui/safehtml"),
        ("channels.layers", "mailsvc/live"),
        ("vobject", "mailsvc/contacts"),
        ("weasyprint", "docflow/printing"),
        ("pyhanko", "docflow/signatures"),
        ("segno", "docflow/scanning"),
        ("zxingcpp", "mailsvc/preview"),
        ("icalendar", "mailsvc/invitations"),
        ("prometheus_client", "mailsvc/metrics"),
        ("pypdfium2", "mailsvc/preview"),
        ("openpyxl", "mailsvc/sheets"),
        ("sievelib", "mailsvc/filters"),
        ("django_tasks", "mailsvc/jobs"),
        ("django_tasks_db", "mailsvc/jobs"),
    ],
)
def test_library_has_one_home(library: str, home: str) -> None:
    outside = [
        path
        for path in SOURCES
        if not path.is_relative_to(ROOT / home) and "demo" not in path.parts
    ]
    pattern = rf"^\s*(import|from) {re.escape(library)}\b"
    assert _offenders(pattern, outside) == []


def test_templates_hold_no_inline_script_or_style() -> None:
    templates = list((ROOT / "webui" / "templates").rglob("*.html"))
    assert _offenders(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*src)", templates) == []


def test_what_scrolls_is_reached_by_keys_and_has_a_name() -> None:
    pages = list((ROOT / "webui" / "templates").rglob("*.html"))
    scrolls = r"""<(?:div|section) class="(?:[^"]* )?(?:scroll|card paper)(?: [^"]*)?\""""
    assert len(_offenders(scrolls, pages)) > 10
    bare = scrolls + r"""(?! tabindex="0" role="region" aria-label)"""
    assert _offenders(bare, pages) == []


def test_packages_say_what_they_own() -> None:
    bare = [
        str(path.relative_to(ROOT))
        for path in SOURCES
        if path.name == "__init__.py"
        and path.parent.name
        not in {"management", "commands", "vi", "en", "formats", "templatetags"}
        and not path.read_text(encoding="utf-8").startswith('"""')
    ]
    assert bare == []


def test_no_merge_was_left_half_done() -> None:
    kinds = {".py", ".css", ".js", ".html", ".md", ".po", ".json", ".sieve"}
    texts = [
        path
        for folder in ("config", "docflow", "docs", "mailsvc", "tests", "webui")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in kinds and path.is_file()
    ]
    assert len(texts) > 1000
    assert _offenders(r"^(<{7}|={7}|>{7})( .*)?$", texts) == []
