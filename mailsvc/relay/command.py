"""One line of the dialogue as a verb and its argument, or why it is neither. Pure."""

from collections.abc import Container

from mailsvc.relay.inbox import OVERLONG
from mailsvc.smtp import reply
from mailsvc.smtp.reply import Reply

# RFC 5321 §4.5.3.1.4, widened by RFC 4954 §4 (AUTH), RFC 3461 §4 and RFC 6531 §3.4 (MAIL, RCPT).
# aiosmtpd keeps one dictionary for all connections and changes it (its trap 12).
COMMAND_MAX = {"AUTH": 12288, "MAIL": 1024, "RCPT": 1536}
COMMAND_MAX_DEFAULT = 512
# A web page that makes its reader's browser talk to this port: its next lines may be commands.
_WEB_VERBS = frozenset({"GET", "HEAD", "POST", "PUT", "CONNECT", "OPTIONS"})


class Goodbye(Exception):
    """Say this and close the connection."""

    def __init__(self, answer: Reply) -> None:
        super().__init__(str(answer))
        self.reply = answer


def read_command(line: bytes, known: Container[str]) -> tuple[str, str] | Reply:
    """The verb in upper case and the argument, or the reply that refuses them; Goodbye for a web
    browser. `known` are the verbs there are.
    """
    if line == OVERLONG:
        return reply.LINE_TOO_LONG
    # RFC 5321 §2.3.8: CR and LF only together, as the end of the line.
    if not line.endswith(b"\r\n") or line.find(b"\r") != len(line) - 2:
        return reply.BAD_LINE_END
    verb, _, rest = line[:-2].partition(b" ")
    name = verb.decode("ascii", "replace").upper()
    if name in _WEB_VERBS:
        raise Goodbye(reply.NOT_FOR_BROWSERS)
    if name not in known:
        return reply.UNKNOWN_COMMAND
    if len(line) > COMMAND_MAX.get(name, COMMAND_MAX_DEFAULT):
        return reply.LINE_TOO_LONG
    try:
        argument = rest.decode("utf-8").strip(" ")
    except UnicodeDecodeError:
        return reply.BAD_SYNTAX
    return reply.BAD_SYNTAX if "\0" in argument else (name, argument)
