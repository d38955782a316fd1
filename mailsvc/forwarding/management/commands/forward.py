"""`manage.py forward set|clear|show MAILBOX`: where a mailbox's mail goes on to."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mailsvc.base.errors import AppError
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.models import Mailbox
from mailsvc.directory.selectors import find_mailbox
from mailsvc.forwarding import selectors, services
from mailsvc.smtp.address import lookup_key


class Command(BaseCommand):
    help = "Forwarding of a mailbox: set, clear, show"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=("set", "clear", "show"))
        parser.add_argument("mailbox")
        parser.add_argument("--to", action="append", default=[], help="may be given several times")
        parser.add_argument("--no-copy", action="store_true", help="keep nothing in the mailbox")

    def handle(self, *args: object, **options: object) -> None:
        mailbox = find_mailbox(lookup_key(str(options["mailbox"])))
        if mailbox is None:
            raise CommandError("no such mailbox")
        try:
            self._act(mailbox, options)
        except AppError as error:
            raise CommandError(error.public_text) from error
        self._show(mailbox)

    def _act(self, mailbox: Mailbox, options: dict[str, object]) -> None:
        if options["action"] == "set":
            targets = options["to"]
            assert isinstance(targets, list)
            services.set_forward(
                SYSTEM, mailbox=mailbox, targets=targets, keeps_copy=not options["no_copy"]
            )
        elif options["action"] == "clear":
            services.clear_forward(SYSTEM, mailbox=mailbox)

    def _show(self, mailbox: Mailbox) -> None:
        found = selectors.find_forward(mailbox)
        if found is None:
            self.stdout.write(f"{mailbox.address}: no forwarding")
            return
        kept = "a copy is kept" if found.keeps_copy else "no copy is kept"
        self.stdout.write(f"{mailbox.address} → {', '.join(found.targets)} ({kept})")
