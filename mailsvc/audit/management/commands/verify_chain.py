"""`manage.py verify_chain [--heads FILE]`: walk every chain of the journal, print their heads.

What it prints may be kept and given back as FILE: after a backup was restored it then says whether
each chain is the one of that day.
"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mailsvc.audit.heads import HeadAnswer, compare, list_heads, read_heads
from mailsvc.audit.services import verify_chain
from mailsvc.base.errors import Invalid


class Command(BaseCommand):
    help = "Verify the journal's chains and print their heads; exit 1 on a broken or lost one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--heads", type=Path, help="heads that were printed earlier")

    def handle(self, *args: Any, **options: Any) -> None:
        faults = [*self._walk(), *(self._answer(options["heads"]) if options["heads"] else [])]
        for fault in faults:
            self.stdout.write(f"# {fault}")
        if faults:
            raise CommandError(f"{len(faults)} fault(s)", returncode=1)
        self.stdout.write("# 0 faults")

    def _walk(self) -> list[str]:
        faults = []
        for head in list_heads():
            report = verify_chain(head.chain)
            self.stdout.write(str(head))
            if not report.is_ok:
                faults.append(f"{head.chain} breaks at row {report.broken_seq}")
        return faults

    def _answer(self, path: Path) -> list[str]:
        try:
            answers = compare(read_heads(path.read_text("utf-8")))
        except (OSError, UnicodeDecodeError, Invalid) as error:
            raise CommandError(f"{path}: {error}") from error
        for one in answers:
            self.stdout.write(f"# {_say(one)}")
        lost = [one.head.chain for one in answers if not one.is_there]
        return [f"{chain} is not the chain of these heads" for chain in lost]


def _say(answer: HeadAnswer) -> str:
    head, after = answer.head, answer.rows_after
    if answer.is_there:
        return f"{head.chain}: row {head.seq} is there, " + (
            f"{after} row(s) after it" if after else "it is the last"
        )
    if after < 0:
        return f"{head.chain}: ends {-after} row(s) before row {head.seq}: what came later is lost"
    return f"{head.chain}: row {head.seq} is another one: the chain was altered or made anew"
