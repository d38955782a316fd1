"""The last change before a mail leaves for another domain: signatures over the very bytes sent.

Called by the transport when all re-coding is done; what it adds is a prefix. Never raises: a mail
nobody can sign goes unsigned, and is counted.
"""

import logging
from dataclasses import replace

from django.conf import settings
from django.db import Error

from mailsvc.authn.alignment import ascii_domain, from_domain
from mailsvc.authn.chain import check_arc
from mailsvc.authn.resolver import Lookup
from mailsvc.authn.signed_mail import SignedMail
from mailsvc.base.errors import Unavailable
from mailsvc.delivery.transports.content import Content
from mailsvc.forwarding.rules import TRACE_FIELD
from mailsvc.metrics.declare import counter
from mailsvc.queue.orders import Claim
from mailsvc.signing.seal import arc_set, known_chain
from mailsvc.signing.selectors import list_active
from mailsvc.signing.sign import signatures

logger = logging.getLogger(__name__)

UNSIGNED = counter("congvan_mail_unsigned_total", "Mail sent without our signature or seal.", "why")
_no_key, _failed = UNSIGNED.labels("no_key"), UNSIGNED.labels("failed")


def final_content(claim: Claim, content: Content) -> Content:
    """The mail to send: our own signed for its From domain, a forwarded one sealed."""
    add = _FIELDS.get(claim.source)
    if add is None:
        return content  # a mail from elsewhere that only passes through
    try:
        fields = add(content.read())
        if fields:
            return replace(content, head=fields + content.head)
        _no_key.inc()
        return content
    except (Error, Unavailable) as error:
        logger.warning("mail goes unsigned: %s", type(error).__name__)
    except Exception:  # an edge: a mail that cannot be signed is sent all the same
        logger.exception("mail goes unsigned")
    _failed.inc()
    return content


def _signed(mail: bytes) -> bytes:
    """The signatures for the domain of From; b"" without a key."""
    keys = list_active(from_domain(mail))
    return signatures(mail, keys) if keys else b""


def _sealed(mail: bytes) -> bytes:
    """The ARC set of the domain whose mailbox forwarded the mail; b"" where none can be added."""
    trace = SignedMail(mail).values(TRACE_FIELD.lower().encode())
    domain = trace[0].decode("utf-8", "replace").strip().rpartition("@")[2] if trace else ""
    keys = [key for key in list_active(ascii_domain(domain)) if key.algorithm == "rsa"]
    if not keys:
        return b""
    name = settings.HOST_NAME
    chain = known_chain(mail, authserv_id=name)
    if chain not in {"none", "pass", "fail"}:
        chain = check_arc(mail, Lookup()).verdict
    return arc_set(mail, keys[0], authserv_id=name, chain=chain)


# By how the mail came in: a mail from elsewhere is never ours to sign, whatever its From says.
_FIELDS = {"submission": _signed, "web": _signed, "system": _signed, "forward": _sealed}
