"""AUTH PLAIN and LOGIN: what the client says, decoded. RFC 4954, RFC 4616. Pure."""

from base64 import b64decode, b64encode
from dataclasses import dataclass

from mailsvc.smtp import reply
from mailsvc.smtp.reply import Reply

MECHANISMS = ("PLAIN", "LOGIN")
ASK_USER = b64encode(b"Username:").decode()
ASK_PASSWORD = b64encode(b"Password:").decode()


class LoginRefused(Exception):
    """The exchange cannot go on; `reply` says why."""

    def __init__(self, answer: Reply) -> None:
        super().__init__(str(answer))
        self.reply = answer


@dataclass(frozen=True, repr=False)
class Credentials:
    """Never shown, never logged."""

    address: str
    password: str


def decode(line: str) -> str:
    """One base64 line of the client; "*" cancels, "=" is empty (RFC 4954 §4)."""
    if line == "*":
        raise LoginRefused(reply.LOGIN_CANCELLED)
    if line == "=":
        return ""
    try:
        return b64decode(line, validate=True).decode("utf-8")
    except ValueError as error:
        raise LoginRefused(reply.LOGIN_NOT_BASE64) from error


def read_login(address: str, password: str) -> Credentials:
    """The two answers of LOGIN; no address and no password holds a NUL."""
    if "\0" in address or "\0" in password:
        raise LoginRefused(reply.LOGIN_WRONG)
    return Credentials(address, password)


def read_plain(text: str) -> Credentials:
    """authzid NUL authcid NUL password. RFC 4616 §2."""
    parts = text.split("\0")
    if len(parts) != 3:
        raise LoginRefused(reply.LOGIN_NOT_BASE64)
    acting_as, address, password = parts
    # Nobody acts as another here; shared mailboxes are a matter of MAIL FROM.
    if acting_as and acting_as.casefold() != address.casefold():
        raise LoginRefused(reply.LOGIN_WRONG)
    return Credentials(address, password)
