"""`manage.py mail_group`: list, make and change groups of mailboxes."""

from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mailsvc.base.errors import NotFound, Refused
from mailsvc.directory import group_services
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.group_services import PostRule
from mailsvc.directory.groups import expand, get_group, list_groups
from mailsvc.directory.models import Account, Agency, MailGroup, Unit
from mailsvc.directory.roles import Role
from mailsvc.directory.selectors import find_account, get_agency, list_units

_WRITERS = MailGroup.Writers.values


class Command(BaseCommand):
    help = "List, make and change groups of mailboxes; every change is in the journal."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("list", help="all groups with their sizes")
        for verb, words in {
            "show": (),
            "create": ("name",),
            "rename": ("name",),
            "add": ("member",),
            "remove": ("member",),
            "writers": ("writers",),
            "rule": (),
            "named-only": (),
            "allow": ("account",),
            "forbid": ("account",),
            "close": (),
            "open": (),
        }.items():
            one = verbs.add_parser(verb)
            one.add_argument("address")
            for word in words:
                one.add_argument(word, choices=_WRITERS if word == "writers" else None)
            if verb == "create":
                one.add_argument("--writers", choices=_WRITERS, default="inside")
            if verb in {"create", "rule"}:
                one.add_argument("--agency", default="", help="code of the agency")
                one.add_argument("--unit", default="", help="code of its unit")
                one.add_argument("--role", default="", choices=["", *Role.values])
            if verb == "create":
                one.add_argument("--by-post", action="store_true", help="all whose post fits")

    def handle(self, *args: object, **options: Any) -> None:
        try:
            _VERBS[options["verb"]](self, options)
        except Refused as error:
            raise CommandError(error.public_text) from error

    def show(self, options: dict[str, Any]) -> None:
        for address in expand(get_group(options["address"])):
            self.stdout.write(address)

    def list_all(self, options: dict[str, Any]) -> None:
        for size in list_groups():
            group = size.group
            closed = " (đã đóng)" if group.is_closed else ""
            self.stdout.write(
                f"{group.address}\t{size.mailboxes}\t{group.writers}\t{group.name}{closed}"
            )


def _create(command: Command, options: dict[str, Any]) -> None:
    agency = get_agency(options["agency"]) if options["agency"] else None
    group_services.create_group(
        SYSTEM,
        address=options["address"],
        name=options["name"],
        agency=agency,
        writers=MailGroup.Writers(options["writers"]),
        rule=_rule(options) if options["by_post"] else None,
    )


def _rule(options: dict[str, Any]) -> PostRule:
    agency = get_agency(options["agency"]) if options["agency"] else None
    return PostRule(
        agency=agency,
        unit=_unit(agency, options["unit"]),
        role=Role(options["role"]) if options["role"] else None,
    )


def _unit(agency: Agency | None, code: str) -> Unit | None:
    if not code:
        return None
    found = list_units(agency.pk).filter(code=code).first() if agency else None
    if found is None:
        raise NotFound("unit", "Không có đơn vị này trong cơ quan.")
    return found


def _account(address: str) -> Account:
    found = find_account(address=address)
    if found is None:
        raise NotFound("account", "Không có tài khoản này.")
    return found


_VERBS: dict[str, Callable[[Command, dict[str, Any]], Any]] = {
    "list": Command.list_all,
    "show": Command.show,
    "create": _create,
    "rename": lambda _, o: group_services.rename_group(
        SYSTEM, address=o["address"], name=o["name"]
    ),
    "add": lambda _, o: group_services.add_member(SYSTEM, address=o["address"], member=o["member"]),
    "remove": lambda _, o: group_services.remove_member(
        SYSTEM, address=o["address"], member=o["member"]
    ),
    "writers": lambda _, o: group_services.set_writers(
        SYSTEM, address=o["address"], writers=MailGroup.Writers(o["writers"])
    ),
    "rule": lambda _, o: group_services.set_post_rule(SYSTEM, address=o["address"], rule=_rule(o)),
    "named-only": lambda _, o: group_services.set_post_rule(
        SYSTEM, address=o["address"], rule=None
    ),
    "allow": lambda _, o: group_services.allow_sender(
        SYSTEM, address=o["address"], account=_account(o["account"])
    ),
    "forbid": lambda _, o: group_services.forbid_sender(
        SYSTEM, address=o["address"], account=_account(o["account"])
    ),
    "close": lambda _, o: group_services.set_closed(SYSTEM, address=o["address"], is_closed=True),
    "open": lambda _, o: group_services.set_closed(SYSTEM, address=o["address"], is_closed=False),
}
