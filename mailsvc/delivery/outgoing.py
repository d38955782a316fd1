"""The last change before a mail leaves for another domain: signatures over the very bytes sent.

Called by the transport when all re-coding is done; what it adds is a prefix. Never raises: a mail
nobody can sign goes unsigned, and is counted.
"""

import logging
from dataclasses import replace

from django.db import Error

from mailsvc.authn.alignment import from_domain
from mailsvc.base.errors import Unavailable
from mailsvc.delivery.transports.content import Content
from mailsvc.metrics.declare import counter
from mailsvc.queue.orders import Claim
from mailsvc.signing.selectors import list_active
from mailsvc.signing.sign import signatures

# A mail from elsewhere that we pass on is not ours to sign, whatever its From says.
_OURS = frozenset({"submission", "web", "system"})

logger = logging.getLogger(__name__)

UNSIGNED = counter("congvan_mail_unsigned_total", "Our own mail sent without a signature.", "why")
_no_key, _failed = UNSIGNED.labels("no_key"), UNSIGNED.labels("failed")


def final_content(claim: Claim, content: Content) -> Content:
    """The mail to send, signed for the From domain where it is ours."""
    if claim.source not in _OURS:
        return content
    try:
        mail = content.read()
        keys = list_active(from_domain(mail))
        if keys:
            return replace(content, head=signatures(mail, keys) + content.head)
        _no_key.inc()
        return content
    except (Error, Unavailable) as error:
        logger.warning("mail goes unsigned: %s", type(error).__name__)
    except Exception:  # an edge: a mail that cannot be signed is sent all the same
        logger.exception("mail goes unsigned")
    _failed.inc()
    return content
