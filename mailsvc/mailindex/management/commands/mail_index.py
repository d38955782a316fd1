"""`manage.py mail_index show|rebuild|check [MAILBOX]`: the search indexes of mailboxes."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.models import Mailbox
from mailsvc.directory.selectors import find_mailbox
from mailsvc.mailindex import consistency, services
from mailsvc.mailindex.engine import open_engine
from mailsvc.mailindex.models import IndexedMailbox
from mailsvc.smtp.address import lookup_key


class Command(BaseCommand):
    help = "Search indexes of mailboxes: show what they hold, rebuild one or all, check them"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=("show", "rebuild", "check"))
        parser.add_argument("mailbox", nargs="?", help="an address; none: all that have an index")

    def handle(self, *args: object, **options: object) -> None:
        mailboxes = self._mailboxes(options["mailbox"])
        if options["action"] == "rebuild":
            for mailbox in mailboxes:
                services.rebuild(SYSTEM, mailbox=mailbox)
                self.stdout.write(f"{mailbox.address}: will be filled anew")
        elif options["action"] == "show":
            for mailbox in mailboxes:
                self._show(mailbox)
        else:
            problems = consistency.find_problems()
            for line in problems:
                self.stdout.write(line)
            if problems:
                raise CommandError(f"{len(problems)} problems")

    def _mailboxes(self, address: object) -> list[Mailbox]:
        if not address:
            return [job.mailbox for job in IndexedMailbox.objects.select_related("mailbox")]
        mailbox = find_mailbox(lookup_key(str(address)))
        if mailbox is None:
            raise CommandError("no such mailbox")
        return [mailbox]

    def _show(self, mailbox: Mailbox) -> None:
        job = IndexedMailbox.objects.filter(mailbox=mailbox).first()
        if job is None:
            self.stdout.write(f"{mailbox.address}: no index, nobody has searched in it")
            return
        with open_engine(mailbox.pk, mailbox.address) as engine:
            size = engine.size_bytes() / 1_000_000
            sql = "SELECT count(*) FROM mailindex_message WHERE mailbox = %s"
            ((held,),) = engine.rows(sql, (mailbox.pk,))
        state = f"{job.missing} texts to read" if job.missing else "complete"
        state += f", last error {job.last_error}" if job.last_error else ""
        self.stdout.write(f"{mailbox.address}: {held} mails, {size:.1f} MB, {state}")
