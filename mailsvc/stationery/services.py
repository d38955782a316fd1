"""Setting signatures."""

from django.db import transaction

from mailsvc.audit.services import record
from mailsvc.base import clock
from mailsvc.base.errors import Invalid
from mailsvc.directory.access import access_mailbox_settings
from mailsvc.directory.actor import Actor
from mailsvc.stationery.access import access_agency_stationery
from mailsvc.stationery.models import SIGNATURE_CHARS, AgencyBlock, Signature
from mailsvc.stationery.texts import clean_text, require_known

CHAIN = "stationery"
LINES_MAX = 15


@transaction.atomic
def set_signature(actor: Actor, *, mailbox_pk: int, text: str) -> None:
    """A mailbox's own lines; empty ones take them away.

    NotFound for strangers, Forbidden for who only works in a shared mailbox, Invalid for a text
    that is too long or has a placeholder nobody knows.
    """
    mailbox = access_mailbox_settings(actor, mailbox_pk)
    clean = _checked_signature(text)
    if clean:
        Signature.objects.update_or_create(
            mailbox=mailbox, defaults={"text": clean, "changed_at": clock.now()}
        )
    else:
        Signature.objects.filter(mailbox=mailbox).delete()
    _record(actor, "set_signature", "mailbox", mailbox.pk, {"mailbox": mailbox.address})


@transaction.atomic
def set_block(actor: Actor, *, agency_pk: int, text: str) -> None:
    """The lines of all mails of an agency; NotFound for who may not, Invalid as above."""
    agency = access_agency_stationery(actor, agency_pk)
    clean = _checked_signature(text)
    if clean:
        AgencyBlock.objects.update_or_create(
            agency=agency, defaults={"text": clean, "changed_at": clock.now()}
        )
    else:
        AgencyBlock.objects.filter(agency=agency).delete()
    _record(actor, "set_block", "agency", agency.pk, {"agency": agency.code, "text": clean})


def _checked_signature(text: str) -> str:
    clean = clean_text(text)
    if len(clean) > SIGNATURE_CHARS or clean.count("\n") >= LINES_MAX:
        raise Invalid(
            "signature", f"Chữ ký tối đa {LINES_MAX} dòng và {SIGNATURE_CHARS} chữ: rút ngắn lại."
        )
    require_known(clean)
    return clean


def _record(actor: Actor, action: str, object_type: str, pk: int, facts: dict[str, str]) -> None:
    record(actor, chain=CHAIN, action=action, object_type=object_type, object_pk=pk, facts=facts)
