"""The virus scanner looks at a large file before anybody can open it; outside a transaction."""

import mmap

from django.conf import settings
from django.db import transaction

from mailsvc.audit.services import record
from mailsvc.base.errors import Forbidden, TooLarge
from mailsvc.directory.actor import Actor
from mailsvc.filelinks.files import Kept, path_of
from mailsvc.submission.hooks.verdict import Treatment
from mailsvc.submission.screening import CHAIN, scan


def screen(kept: Kept, *, name: str, actor: Actor) -> None:
    """Nothing where no scanner is configured. Forbidden("virus_found"), in the journal;
    TooLarge("too_large_to_screen") or Unavailable beyond the scanner's limit, as for mails
    (CV_CLAMD_TOO_LARGE); Unavailable when it cannot say.
    """
    if not settings.CLAMD_ADDRESS:
        return
    with (
        path_of(kept.stored_as).open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content,
    ):
        verdict = scan(content)
    if verdict.treatment is Treatment.REFUSE:
        _journal(kept, name, verdict.reason, actor)
        raise Forbidden("virus_found", "Tệp có mã độc, hệ thống không nhận.")
    if verdict.treatment is Treatment.TOO_LARGE:
        raise TooLarge("too_large_to_screen", "Tệp lớn quá, không quét mã độc được.")


@transaction.atomic
def _journal(kept: Kept, name: str, reason: str, actor: Actor) -> None:
    record(
        actor,
        chain=CHAIN,
        action="refuse_file",
        object_type="FileLink",
        object_pk=kept.sha256,
        facts={"program": "clamd", "reason": reason[:300], "name": name},
    )
