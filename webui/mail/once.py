"""A form sends once: the id of the mail is minted when the form is first shown and sealed."""

import re
import secrets

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _

from mailsvc.base.errors import Invalid
from mailsvc.base.trace import new_trace_id
from mailsvc.directory.actor import Actor
from mailsvc.message.compose import new_message_id

_SALT = "webui.mail.once"
_DAYS = 7
_OURS = re.compile(r"<([0-9A-Z]{21})@([^<>@\s]+)>")


def seal(actor: Actor, trace_id: str = "") -> str:
    """A token for the form; a draft opened again keeps its id."""
    return signing.dumps([trace_id or new_trace_id(), actor.account_pk], salt=_SALT)


def unseal(actor: Actor, token: str) -> str:
    """The id; Invalid("form") for a token that is not this person's."""
    try:
        trace_id, account_pk = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise _stale() from error
    if account_pk != actor.account_pk:
        raise _stale()
    return str(trace_id)


def is_ours(token: str) -> bool:
    """Whether a token was sealed here, for whomever, in the last days."""
    try:
        signing.loads(token, salt=_SALT, max_age=_DAYS * 86_400)
    except (signing.BadSignature, ValueError, TypeError):
        return False
    return True


def new_page() -> str:
    """A name for one showing of a form: two windows with one draft are told apart by it."""
    return secrets.token_hex(8)


def trace_of(message_id: str) -> str:
    """The id a draft of ours was minted with, "" for a draft of another program."""
    found = _OURS.fullmatch(message_id)
    return found[1] if found and found[2] == settings.HOST_NAME else ""


def message_id_of(trace_id: str) -> str:
    """The Message-ID that goes with the id."""
    return new_message_id(trace_id, host=settings.HOST_NAME)


def _stale() -> Invalid:
    return Invalid("form", _("Trang soạn thư này đã cũ: đồng chí chép nội dung, mở trang mới."))
