"""`manage.py prepare`: tables, translations, static files; quick when nothing is new."""

import hashlib
import shutil
import subprocess
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config.supervisor.preflight import check_folders
from config.supervisor.problem import StartProblem


class Command(BaseCommand):
    help = "Prepare this installation: migrate, compile translations, collect static files."

    def handle(self, *args: object, **options: object) -> None:
        try:
            check_folders()
        except StartProblem as problem:
            raise CommandError(str(problem)) from problem
        call_command("migrate", verbosity=0, interactive=False)
        for source in sorted(settings.LOCALE_PATHS[0].glob("*/LC_MESSAGES/*.po")):
            _compile(source)
        _collect_static()


def _collect_static() -> None:
    """Collect and compress static files when one of them is new: compressing takes seconds."""
    stamp = Path(settings.STATIC_ROOT) / ".sources"
    sources = _static_sources()
    if stamp.exists() and stamp.read_text(encoding="ascii") == sources:
        return
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.write_text(sources, encoding="ascii")


def _static_sources() -> str:
    """A digest of every static file's name, size and time."""
    facts = sorted(
        f"{name} {storage.size(name)} {storage.get_modified_time(name).timestamp()}"
        for finder in get_finders()
        for name, storage in finder.list([])
    )
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


def _compile(source: Path) -> None:
    """Compile a translation file when it is newer than its result."""
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return
    program = shutil.which("msgfmt")
    if program is None:
        raise CommandError("Thiếu chương trình msgfmt: hãy chạy `make setup` (gói gettext).")
    subprocess.run([program, "--check-format", "-o", str(target), str(source)], check=True)  # noqa: S603
