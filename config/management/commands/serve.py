"""`manage.py serve`: everything on one machine, until Ctrl+C."""

import subprocess
import sys

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.demo.marker import is_demo_loaded
from config.supervisor.problem import StartProblem
from config.supervisor.supervise import Supervisor
from config.welcome import welcome_screen
from mailsvc.directory.selectors import has_demo_accounts


class Command(BaseCommand):
    help = "Run web, relay, delivery, jobs and the private Dovecot until SIGTERM."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--demo", action="store_true", help="load the demo province at the first start"
        )

    def handle(self, *args: object, **options: object) -> None:
        try:
            Supervisor(self._say).run(
                between=self._load_demo if options["demo"] else _nothing,
                when_ready=lambda: self._say(welcome_screen(has_demo_accounts())),
            )
        except StartProblem as problem:
            raise CommandError(str(problem)) from problem

    def _load_demo(self) -> None:
        if is_demo_loaded():
            return
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "load_demo"]
        if subprocess.run(command, check=False).returncode:  # noqa: S603  our own command
            raise StartProblem("Nạp dữ liệu minh họa không xong: xem các dòng trên.")

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def _nothing() -> None:
    """Without --demo nothing happens between Dovecot and the rest."""
