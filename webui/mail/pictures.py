"""Pictures outside in an open mail: whether they are shown, and the addresses of ours for them.

An address is signed for one reader, mail and picture and holds for an hour: the frame has no origin
of ours, so its requests bring no cookie. The reader's right to the mailbox is asked again then.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from mailsvc.base.errors import NotFound
from mailsvc.directory.access import access_mailbox
from mailsvc.directory.actor import Actor
from mailsvc.directory.selectors import find_account, get_actor
from mailsvc.message.view import MessageView
from mailsvc.pictures.rules import domain_of
from mailsvc.pictures.selectors import find_wish
from webui.mail.cautions import verify

HOLDS_S = 3600
PICTURES_PATH = "/hinh/"
_SALT = "mail.pictures"


@dataclass(frozen=True)
class Pictures:
    """`may_ask`: the installation fetches any; `may_always`: the sender is proven, so that nobody
    else gets shown what was allowed to him. `domain`: that of the sender where it may be wanted as
    a whole, `wish`: why they are always shown, an address or a domain (`@vp.example`).
    """

    may_ask: bool
    are_shown: bool
    is_always: bool
    may_always: bool
    domain: str = ""
    wish: str = ""


def read_pictures(request: HttpRequest, actor: Actor, view: MessageView) -> Pictures:
    """Shown when asked for with this page, or always wanted of a sender proven by DMARC."""
    if not settings.REMOTE_PICTURES:
        return Pictures(False, False, False, False)
    is_proven = verify(view, settings.HOST_NAME).dmarc == "pass"
    sender = view.from_.address
    wish = find_wish(actor, sender) if is_proven else ""
    is_asked = request.GET.get("pictures") == "1"
    domain = domain_of(sender) if is_proven else ""
    return Pictures(True, is_asked or bool(wish), bool(wish), is_proven, domain, wish)


def sign_for(actor: Actor, mailbox_pk: int) -> Callable[[str], str]:
    """Address of a picture → address of ours."""

    def signed(url: str) -> str:
        facts = [actor.address, mailbox_pk, url]
        return reverse("picture", args=[signing.dumps(facts, salt=_SALT, compress=True)])

    return signed


def read_signed(token: str) -> tuple[str, str]:
    """(reader, address of the picture); NotFound when forged or old, or when a right is gone."""
    try:
        address, mailbox_pk, url = signing.loads(token, salt=_SALT, max_age=HOLDS_S)
    except signing.BadSignature:
        raise NotFound("picture", _("Hình không còn xem được: đồng chí tải lại thư.")) from None
    account = find_account(address=address)
    if account is None:
        raise NotFound("picture", _("Hình không còn xem được: đồng chí tải lại thư."))
    access_mailbox(get_actor(account), mailbox_pk)
    return address, url
