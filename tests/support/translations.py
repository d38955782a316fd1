"""Every message of the pages has an English text: `python -m tests.support.translations`."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[2]
ENGLISH = ROOT / "config" / "locale" / "en" / "LC_MESSAGES" / "django.po"


def extract() -> set[str]:
    """The msgids found by xgettext in templates and code."""
    with tempfile.TemporaryDirectory() as folder:
        po = Path(folder) / "locale" / "en" / "LC_MESSAGES" / "django.po"
        po.parent.mkdir(parents=True)
        code = (
            "from django.conf import settings; import django; django.setup(); "
            f"settings.LOCALE_PATHS = [{str(Path(folder) / 'locale')!r}]; "
            "from django.core.management import call_command; "
            "call_command('makemessages', locale=['en'], verbosity=0, "
            "ignore_patterns=['.venv', 'var', 'tests', 'config/locale'])"
        )
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, env=_env())
        return {entry.msgid for entry in polib.pofile(str(po)) if not entry.obsolete}


def missing() -> list[str]:
    """Messages without an English text; ValueError for one that stands there twice."""
    entries = polib.pofile(str(ENGLISH), check_for_duplicates=True).translated_entries()
    have = {entry.msgid for entry in entries}
    return sorted(extract() - have)


def _env() -> dict[str, str]:
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}


if __name__ == "__main__":
    lacking = missing()
    for msgid in lacking:
        sys.stderr.write(f"no English text: {msgid}\n")
    sys.exit(1 if lacking else 0)
