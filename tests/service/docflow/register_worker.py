"""A clerk in a process of its own: `python -m … <account> <agency> <first> <last> <fail every>`.

Says "ready", waits for a line on standard input, then registers first…last; every `fail every`-th
time a further registration is broken off after its number was allocated.
"""

import sys

import django

django.setup()

from django.db import transaction  # noqa: E402

from docflow.intake.commands import RegisterIncoming  # noqa: E402
from docflow.intake.services import register_incoming  # noqa: E402
from mailsvc.directory.actor import Actor  # noqa: E402
from mailsvc.directory.models import Account  # noqa: E402
from mailsvc.directory.selectors import get_actor  # noqa: E402


class _BrokenOff(Exception):
    """Stands for a power cut between allocation and commit."""


def main(account_pk: int, agency_pk: int, first: int, last: int, fail_every: int) -> None:
    actor = get_actor(Account.objects.get(pk=account_pk))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    for serial in range(first, last + 1):
        if serial % fail_every == 0:
            _break_off(actor, _command(agency_pk, 1000 + serial))
        register_incoming(actor, _command(agency_pk, serial))


def _break_off(actor: Actor, command: RegisterIncoming) -> None:
    try:
        with transaction.atomic():
            register_incoming(actor, command)
            raise _BrokenOff
    except _BrokenOff:
        sys.stdout.write("broken\n")


def _command(agency_pk: int, serial: int) -> RegisterIncoming:
    return RegisterIncoming(
        agency_pk=agency_pk,
        doc_type="cong_van",
        issuer="Sở Nội vụ",
        subject=f"văn bản thử đồng thời {serial}",
        number=str(serial),
        notation="SNV-VP",
    )


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
