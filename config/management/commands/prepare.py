"""`manage.py prepare`: tables, translations, static files; quick when nothing is new."""

import shutil
import subprocess
from pathlib import Path

from django.conf import settings
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
        call_command("collectstatic", verbosity=0, interactive=False)


def _compile(source: Path) -> None:
    """Compile a translation file when it is newer than its result."""
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return
    program = shutil.which("msgfmt")
    if program is None:
        raise CommandError("Thiếu chương trình msgfmt: hãy chạy `make setup` (gói gettext).")
    subprocess.run([program, "--check-format", "-o", str(target), str(source)], check=True)  # noqa: S603
