"""`manage.py account suspend|restore ADDRESS`: shut somebody out at once, or let him in again."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mailsvc.base.errors import Refused
from mailsvc.base.text import clean_line
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.models import Account
from mailsvc.directory.services import set_account_active


class Command(BaseCommand):
    help = "Suspend an account (pages, open windows, mail programs) or restore it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=("suspend", "restore"))
        parser.add_argument("address")

    def handle(self, *args: object, **options: object) -> None:
        address = clean_line(str(options["address"])).casefold()
        account = Account.objects.filter(address=address).first()
        if account is None:
            raise CommandError(f"Không có tài khoản {address}.")
        is_active = options["action"] == "restore"
        try:
            set_account_active(SYSTEM, account=account, is_active=is_active)
        except Refused as error:
            raise CommandError(error.public_text) from error
        said = "đã mở lại" if is_active else "đã khóa"
        self.stdout.write(f"Tài khoản {address} {said}.")
