"""`manage.py import_people FILE`: people and posts from a CSV file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mailsvc.base.errors import Invalid
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.csv_import import import_people


class Command(BaseCommand):
    help = "Import people and posts from a CSV file: all lines or none."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: object, **options: object) -> None:
        path = Path(str(options["file"]))
        try:
            report = import_people(SYSTEM, path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"Không đọc được {path}: {error}") from error
        except Invalid as error:
            lines = [f"  {place}: {text}" for place, text in error.fields.items()]
            raise CommandError("\n".join([error.public_text, *lines])) from error
        self.stdout.write(f"Đã nạp {report.people} người, {report.accounts} tài khoản.")
