"""Putting a script into a mailbox over ManageSieve, as the web client's master user."""

import contextlib
import logging
from collections.abc import Iterator

from django.conf import settings
from sievelib.managesieve import Client, Error

from mailsvc.base.errors import Invalid, StoreUnavailable
from mailsvc.filters.script import NAME
from mailsvc.mailstore import master
from mailsvc.mailstore.link import is_loopback

logger = logging.getLogger(__name__)


def put_script(address: str, text: str) -> None:
    """Store the script and make it the one that runs.

    StoreUnavailable when the store does not answer or does not know the mailbox yet; Invalid when
    it does not compile, which would be our mistake.
    """
    with _opened(address) as client:
        # RFC 5804 §2.6, §2.8: the server compiles before it stores; one script is active.
        if not client.putscript(NAME, text):
            logger.error("the store does not take a script: %s", client.errmsg[:300])
            raise Invalid("filter_script", "Kho thư không nhận bộ lọc này.")
        if not client.setactive(NAME):
            raise StoreUnavailable("sieve_active", "Kho thư chưa bật được bộ lọc.")


def get_script(address: str) -> str:
    """The script that runs in the mailbox, "" when none does."""
    with _opened(address) as client:
        active = (client.listscripts() or (None, []))[0]
        return str(client.getscript(active)) if active else ""


@contextlib.contextmanager
def _opened(address: str) -> Iterator[Client]:
    client = Client(settings.IMAP_HOST, settings.SIEVE_PORT)
    try:
        is_in = client.connect(
            master.NAME,
            master.master_secret(),
            authz_id=address,
            starttls=not is_loopback(settings.IMAP_HOST),
            authmech="PLAIN",
        )
        if not is_in:
            raise _away("refused")
        yield client
        client.logout()
    except (Error, OSError) as error:
        raise _away(type(error).__name__) from error
    finally:
        if client.sock is not None:
            client.sock.close()
            client.sock = None


def _away(why: str) -> StoreUnavailable:
    logger.warning("ManageSieve does not answer: %s", why)
    return StoreUnavailable(
        "sieve_down", "Kho thư tạm thời không trả lời. Hãy thử lại sau ít phút."
    )
