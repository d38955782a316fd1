"""Of whom pictures may be wanted at once: one sender, or everybody of a domain; pure."""

# Where anybody opens an address: everybody there is nobody in particular.
_OPEN_TO_ALL = frozenset(
    {
        *("gmail.com", "googlemail.com", "yahoo.com", "yahoo.com.vn", "ymail.com", "aol.com"),
        *("outlook.com", "outlook.com.vn", "hotmail.com", "live.com", "msn.com", "icloud.com"),
        *("me.com", "mail.com", "gmx.com", "zoho.com", "proton.me", "protonmail.com", "mail.ru"),
        *("yandex.com", "yandex.ru", "qq.com", "163.com", "vnn.vn", "fpt.vn", "hn.vnn.vn"),
    }
)


def domain_of(address: str) -> str:
    """The domain that may be wanted as a whole; "" for one where anybody has an address."""
    domain = address.rpartition("@")[2].strip().casefold()
    return "" if domain in _OPEN_TO_ALL or "." not in domain else domain
