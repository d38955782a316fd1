"""`manage.py check_consistency`: every invariant with a number, over the whole database."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from docflow import consistency as docflow
from mailsvc.audit import consistency as audit
from mailsvc.directory import consistency as directory
from mailsvc.filelinks import consistency as filelinks
from mailsvc.mailindex import consistency as mailindex
from mailsvc.queue import consistency as queue
from mailsvc.survey import consistency as survey
from mailsvc.usage import consistency as usage


class Command(BaseCommand):
    help = "Check every invariant (docs/ARCHITECTURE.md); exit 1 when any is broken."

    def handle(self, *args: Any, **options: Any) -> None:
        findings = list(_all_findings())
        for line in findings:
            self.stdout.write(line)
        if findings:
            raise CommandError(f"{len(findings)} finding(s)", returncode=1)
        self.stdout.write("0 findings")


def _all_findings() -> Iterator[str]:
    yield from (f"{f.invariant} {f.subject}: {f.text}" for f in queue.check())
    yield from docflow.find_faults()
    yield from usage.find_problems()
    yield from directory.find_problems()
    yield from survey.find_problems()
    yield from filelinks.find_problems()
    yield from mailindex.find_problems()
    yield from audit.find_problems()
