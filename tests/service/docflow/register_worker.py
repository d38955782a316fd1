"""Clerks in processes of their own: `… <account> <agency> <documents> <clerks> <fail every>`.

One process loads the product and forks the clerks, who begin together; each registers its share of
1…documents. Every `fail every`-th time a further registration is broken off after its number was
allocated, and "broken" is said.
"""

import sys
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier

import django

django.setup()

from django.db import transaction  # noqa: E402

from docflow.intake.commands import RegisterIncoming  # noqa: E402
from docflow.intake.services import register_incoming  # noqa: E402
from mailsvc.directory.actor import Actor  # noqa: E402
from mailsvc.directory.models import Account  # noqa: E402
from mailsvc.directory.selectors import get_actor  # noqa: E402

_WAIT_S = 60


class _BrokenOff(Exception):
    """Stands for a power cut between allocation and commit."""


def main(account_pk: int, agency_pk: int, documents: int, clerks: int, fail_every: int) -> None:
    # No connection is open yet: each child makes its own.
    context = get_context("fork")
    start = context.Barrier(clerks)
    children = [
        context.Process(
            target=_register_share,
            args=(start, account_pk, agency_pk, range(first, documents + 1, clerks), fail_every),
        )
        for first in range(1, clerks + 1)
    ]
    for child in children:
        child.start()
    for child in children:
        child.join()
    sys.exit(max(abs(child.exitcode or 0) for child in children))


def _register_share(
    start: Barrier, account_pk: int, agency_pk: int, serials: range, fail_every: int
) -> None:
    actor = get_actor(Account.objects.get(pk=account_pk))
    start.wait(_WAIT_S)
    for serial in serials:
        if serial % fail_every == 0:
            _break_off(actor, make_command(agency_pk, 1000 + serial))
        register_incoming(actor, make_command(agency_pk, serial))


def _break_off(actor: Actor, command: RegisterIncoming) -> None:
    try:
        with transaction.atomic():
            register_incoming(actor, command)
            raise _BrokenOff
    except _BrokenOff:
        sys.stdout.write("broken\n")
        sys.stdout.flush()


def make_command(agency_pk: int, serial: int) -> RegisterIncoming:
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
