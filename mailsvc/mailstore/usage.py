"""How full a mailbox is, by the store's own count (RFC 9208)."""

from mailsvc.mailstore.link import Link, translated
from mailsvc.mailstore.values import Fill

_KILOBYTE = 1024


def read_fill(link: Link) -> Fill | None:
    """None where the store sets no limit."""
    with translated():
        _, quotas = link.client.get_quota_root("INBOX")
    storage = next((one for one in quotas if str(one.resource).upper() == "STORAGE"), None)
    if storage is None or storage.limit < 1:
        return None
    return Fill(storage.usage * _KILOBYTE, storage.limit * _KILOBYTE)
