"""rspamd, by its HTTP protocol: POST /checkv2 with the mail as it is, JSON comes back."""

import http.client
import json
import socket
import threading
from urllib.parse import urlsplit

from mailsvc.submission.hooks.verdict import Subject, Treatment, Verdict, not_screened

_ANSWER_MAX = 1024 * 1024
# The action alone: what a score means is the operator's business, in rspamd's own settings.
_TREATMENTS = {
    "no action": Treatment.PASS,
    "greylist": Treatment.LATER,
    "soft reject": Treatment.LATER,
    "add header": Treatment.JUNK,
    "rewrite subject": Treatment.JUNK,
    "quarantine": Treatment.JUNK,
    "reject": Treatment.REFUSE,
    "discard": Treatment.REFUSE,  # nothing we took disappears
}


def check(subject: Subject, *, url: str, timeout_s: float) -> Verdict:
    """What rspamd wants done; Unavailable when it cannot say."""
    try:
        body = _ask(subject, url, timeout_s)
        action = json.loads(body)["action"]
        return Verdict(_TREATMENTS[action], action)
    except (OSError, http.client.HTTPException) as error:
        raise not_screened("rspamd", type(error).__name__) from error
    except (ValueError, KeyError, TypeError) as error:
        raise not_screened("rspamd", "odd answer") from error


def _ask(subject: Subject, url: str, timeout_s: float) -> bytes:
    where = urlsplit(url)
    connection = http.client.HTTPConnection(
        where.hostname or "", where.port or 11333, timeout=timeout_s
    )
    # The library's time-out is for each step; this one is for the whole.
    alarm = threading.Timer(timeout_s, _cut, (connection,))
    alarm.daemon = True
    alarm.start()
    try:
        connection.putrequest("POST", where.path.rstrip("/") + "/checkv2")
        for name, value in _headers(subject):
            connection.putheader(name, value.encode("utf-8"))
        connection.endheaders(subject.content)
        response = connection.getresponse()
        body = response.read(_ANSWER_MAX)
    finally:
        alarm.cancel()
        connection.close()
    if response.status != 200:
        raise http.client.HTTPException(f"status {response.status}")
    return body


def _headers(subject: Subject) -> list[tuple[str, str]]:
    found = [
        ("Content-Length", str(len(subject.content))),
        ("Queue-Id", subject.trace_id),
        ("From", subject.envelope.mail_from),
        *(("Rcpt", recipient.address) for recipient in subject.envelope.recipients),
        ("IP", subject.peer_ip),
        ("Helo", subject.helo),
        ("User", subject.login),
    ]
    return [(name, _one_line(value)) for name, value in found if value]


def _one_line(value: str) -> str:
    return " ".join(value.split())


def _cut(connection: http.client.HTTPConnection) -> None:
    if connection.sock is not None:
        connection.sock.shutdown(socket.SHUT_RDWR)
