"""How an address is kept: one spelling, owned by one mailbox, alias, group or account."""

from functools import lru_cache

from mailsvc.base.errors import Conflict, Invalid
from mailsvc.base.text import clean_line, fold
from mailsvc.directory.models import Account, Alias, Mailbox, MailGroup
from mailsvc.smtp.address import LOCAL_MAX_OCTETS, lookup_key, split, validate_address

_MAIL_OWNERS: tuple[type[Mailbox | Alias | MailGroup], ...] = (Mailbox, Alias, MailGroup)
_TRAPS = frozenset(" <>\"'\\/,;:()[]*+")  # "+" begins a detail (RFC 5233)


def free_mail_address(address: str) -> str:
    """The address as it is kept; Conflict when a mailbox, an alias or a group has it."""
    return _free(address, _MAIL_OWNERS)


def free_account_address(address: str) -> str:
    """The address as it is kept; Conflict when another log-in has it."""
    return _free(address, (Account,))


def mail_address(address: str) -> str:
    """NFC, lower case, domain in ASCII (A-labels): look-ups are exact. Invalid for an odd one."""
    key = lookup_key(clean_line(address))
    local, domain = split(key)
    is_good = bool(local and domain) and not _TRAPS & set(key)
    if not is_good or len(local.encode()) > LOCAL_MAX_OCTETS or key.count("@") != 1:
        raise Invalid("address", f"Địa chỉ {address} không đúng dạng tên@miền.")
    return lookup_key(validate_address(key))


def store_address(address: str) -> str:
    """An address the mail store can hold as a user's name: ASCII. Others are for aliases."""
    kept = mail_address(address)
    if not kept.isascii():
        raise Invalid(
            "address",
            f"Tên hộp thư {address} phải không dấu; địa chỉ có dấu thì đặt làm bí danh.",
        )
    return kept


@lru_cache(maxsize=2000)
def fold_words(*parts: str) -> str:
    """Words each after a blank, so that ` word` finds beginnings of words."""
    return " " + " ".join(fold(part) for part in parts if part)


def _free(address: str, owners: tuple[type[Account | Mailbox | Alias | MailGroup], ...]) -> str:
    kept = mail_address(address)
    for owner in owners:
        if owner.objects.filter(address=kept).exists():
            raise Conflict("address_taken", f"Địa chỉ {kept} đã được dùng.")
    return kept
