"""`manage.py check_registers`: R1 and R3 of every book, what is late to issue or was not sent."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from docflow.dispatch import consistency as dispatch
from docflow.register import consistency as register
from mailsvc.base import clock


class Command(BaseCommand):
    help = (
        "Check every register: numbers missing, twice, out of order; not issued, not sent. Exit 1."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        faults = [*register.find_faults(), *dispatch.find_faults(today=clock.today())]
        for line in faults:
            self.stdout.write(line)
        if faults:
            raise CommandError(f"{len(faults)} fault(s)", returncode=1)
        self.stdout.write("0 faults")
