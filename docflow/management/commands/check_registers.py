"""`manage.py check_registers`: R1 and R3 of every register, line by line."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from docflow.register.consistency import find_faults


class Command(BaseCommand):
    help = "Check every register: numbers missing, given twice, out of order; exit 1 on a fault."

    def handle(self, *args: Any, **options: Any) -> None:
        faults = list(find_faults())
        for line in faults:
            self.stdout.write(line)
        if faults:
            raise CommandError(f"{len(faults)} fault(s)", returncode=1)
        self.stdout.write("0 faults")
