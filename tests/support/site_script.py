"""Run inside one installation: `people` makes its domain and mailbox, `commands` runs management
commands, `post` puts mail into its queue. Orders and answers are JSON.
"""

import io
import json
import sys
import time
from datetime import date
from typing import Any

import django


def people(order: dict[str, Any]) -> list[str]:
    """A domain and one mailbox in it; then what `commands` does."""
    from mailsvc.directory import services
    from mailsvc.directory.actor import SYSTEM

    tier = services.create_tier(
        SYSTEM, code="district", name_vi="Huyện", name_en="District", rank=1
    )
    agency = services.create_agency(
        SYSTEM,
        code=order["label"].upper(),
        label=order["label"],
        name=f"UBND huyện {order['label']}",
        tier=tier,
        valid_from=date(2009, 1, 1),
        domain=order["domain"],
    )
    services.create_mailbox(SYSTEM, address=order["address"], name="Văn thư", agency=agency)
    return commands(order)


def commands(order: dict[str, Any]) -> list[str]:
    """One process for many commands: what each said."""
    from django.core.management import call_command

    said = []
    for arguments in order["commands"]:
        output = io.StringIO()
        call_command(*arguments, stdout=output)
        said.append(output.getvalue().strip())
    return said


def post(order: dict[str, Any]) -> dict[str, float]:
    """Mails of the given sizes; when each was accepted, by Message-ID."""
    from django.db import transaction

    from mailsvc.directory.actor import SYSTEM
    from mailsvc.smtp.envelope import Envelope, Recipient
    from mailsvc.submission.services import Source, accept

    accepted: dict[str, float] = {}
    for mail in order["mails"]:
        head = f"From: <{order['from']}>\r\nMessage-ID: <{mail['id']}>\r\nSubject: {mail['id']}\r\n"
        line = b"Kinh gui Uy ban nhan dan huyen, noi dung bao cao thang.......\r\n"
        body = line * max(1, (mail["bytes"] - len(head)) // len(line))
        with transaction.atomic():
            accept(
                actor=SYSTEM,
                envelope=Envelope(order["from"], (Recipient(order["to"]),)),
                content=head.encode() + b"\r\n" + body,
                source=Source.SYSTEM,
                is_urgent=mail.get("urgent", False),
            )
        accepted[mail["id"]] = time.time()
    return accepted


if __name__ == "__main__":
    django.setup()
    jobs = {"people": people, "commands": commands, "post": post}
    sys.stdout.write(json.dumps(jobs[sys.argv[1]](json.load(sys.stdin))))
