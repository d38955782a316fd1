"""`manage.py dkim …`: keys that sign our mail, and the DNS records to publish."""

import argparse
from collections.abc import Sequence

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from mailsvc.base import clock
from mailsvc.base.errors import AppError
from mailsvc.directory.actor import SYSTEM
from mailsvc.signing import records, selectors, services
from mailsvc.signing.models import DkimKey
from mailsvc.smtp.address import to_ascii_domain


class Command(BaseCommand):
    help = "DKIM keys of our mail domains: make, rotate, activate, retire, list, DNS records"

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        for name, text in (
            ("make", "a new pair of keys (RSA, Ed25519); it signs after `activate`"),
            ("rotate", "a new pair beside the one in use: publish it, then `activate`"),
            ("activate", "sign with a pair from now on"),
            ("retire", "forget an old pair: a few days after another was activated"),
            ("list", "all keys and their states"),
            ("records", "the DNS records to publish: keys, SPF, DMARC, MTA-STS"),
        ):
            action = actions.add_parser(name, help=text)
            self._arguments_of(name, action)

    def handle(self, *args: object, **options: object) -> None:
        try:
            getattr(self, f"_{options['action']}")(options)
        except AppError as error:
            raise CommandError(error.public_text) from error

    def _arguments_of(self, name: str, action: argparse.ArgumentParser) -> None:
        default = None if name == "list" else settings.MAIL_DOMAIN
        action.add_argument("--domain", default=default)
        if name in {"make", "rotate"}:
            action.add_argument("--name", default="", help="the selector's beginning")
            action.add_argument("--activate", action="store_true", help="sign with it at once")
        if name in {"activate", "retire"}:
            action.add_argument("name", help="the selector's beginning, as `list` shows it")
        if name == "activate":
            action.add_argument(
                "--when-published", action="store_true", help="only if DNS shows the new records"
            )

    def _make(self, options: dict[str, str]) -> None:
        keys = services.make_keys(SYSTEM, domain=options["domain"], name=options["name"])
        if options["activate"]:
            keys = services.activate_keys(SYSTEM, domain=keys[0].domain, name=keys[0].name)
        self._print_records(keys[0].domain, keys)
        if not options["activate"]:
            self._say_next(keys)

    _rotate = _make

    def _activate(self, options: dict[str, str]) -> None:
        domain, name = options["domain"], options["name"]
        keys = list(selectors.list_keys(to_ascii_domain(domain)).filter(name=name))
        if options["when_published"] and not selectors.is_published(keys):
            raise CommandError("DNS does not show these records yet; nothing was changed.")
        for key in services.activate_keys(SYSTEM, domain=domain, name=name):
            self.stdout.write(f"{key} {key.state}")

    def _retire(self, options: dict[str, str]) -> None:
        keys = services.retire_keys(SYSTEM, domain=options["domain"], name=options["name"])
        self.stdout.write("; withdrawn: publish these, or take the records out")
        for key in keys:
            self.stdout.write(records.key_record(key))

    def _list(self, options: dict[str, str]) -> None:
        for key in selectors.list_keys(to_ascii_domain(options["domain"] or "")):
            self.stdout.write(f"{key.state:8} {key.created_at:%Y-%m-%d} {key.name} {key}")

    def _records(self, options: dict[str, str]) -> None:
        domain = to_ascii_domain(options["domain"])
        live = selectors.list_keys(domain).exclude(state=DkimKey.State.RETIRED)
        self._print_records(domain, list(live))

    def _print_records(self, domain: str, keys: Sequence[DkimKey]) -> None:
        for key in keys:
            self.stdout.write(records.key_record(key))
        policy_id = f"{clock.now():%Y%m%d%H%M%S}"
        for line in records.suggestions(domain, host_name=settings.HOST_NAME, policy_id=policy_id):
            self.stdout.write(line)

    def _say_next(self, keys: Sequence[DkimKey]) -> None:
        first = keys[0]
        self.stdout.write(
            "; publish these records, then: manage.py dkim activate"
            f" --domain {first.domain} --when-published {first.name}"
        )
