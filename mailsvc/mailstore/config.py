"""The text of dovecot.conf, from the template beside this file."""

import string
from pathlib import Path

from django.conf import settings

from mailsvc.directory.models import AppPassword
from mailsvc.mailstore.identity import Identity

_TEMPLATE = Path(__file__).with_name("dovecot.conf.template")
_FORMAT = "sdbox"  # a file a mail, flags in the index: as fast as mdbox, without its purging


class _Template(string.Template):
    """`@{name}`; Dovecot's own `$` and `%` stay, `@@` is one `@`."""

    delimiter = "@"  # what `@@` becomes
    # mypy knows the compiled pattern; the class compiles this text.
    pattern = r"@(?:(?P<escaped>@)|(?P<named>\b\B)|\{(?P<braced>[a-z_]+)\}|(?P<invalid>))"  # type: ignore[assignment]


def render(who: Identity) -> str:
    """The text of dovecot.conf for this installation."""
    return _Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(
        dovecot_dir=settings.DOVECOT_DIR,
        mail_dir=settings.MAIL_DIR,
        listen=_listen(),
        imap_port=settings.IMAP_PORT,
        sieve_port=settings.SIEVE_PORT,
        mail_domain=settings.MAIL_DOMAIN,
        host_name=settings.HOST_NAME,
        format=_FORMAT,
        user=who.user,
        group=who.group,
        uid=who.uid,
        gid=who.gid,
        program_passwords=_program_passwords(),
        lmtp_listener=_listener("lmtp", settings.LMTP_ADDRESS),
        quota_listener=_listener("quota-status", settings.QUOTA_STATUS_ADDRESS),
    )


def _listen() -> str:
    """CV_BIND, and the address the web client uses where that is another one."""
    addresses = [settings.BIND.strip("[]")]
    if addresses[0] not in {"0.0.0.0", "::", settings.IMAP_HOST}:  # noqa: S104  compared, not bound
        addresses += ["127.0.0.1"] if settings.IMAP_HOST == "127.0.0.1" else []
    return ", ".join(addresses)


def _program_passwords() -> str:
    """One passdb a slot: a passwd-file knows one password a key."""
    path = settings.DOVECOT_DIR / "auth" / "programs"
    return "\n".join(
        "passdb {\n  driver = passwd-file\n"
        f'  args = "username_format=%Lu#{slot} {path}"\n'
        "  skip = authenticated\n}"
        for slot in range(1, AppPassword.SLOTS + 1)
    )


def _listener(service: str, address: str) -> str:
    """The listener of a service: a socket in the run folder or elsewhere, `host:port`, or none."""
    if not address:
        return ""
    if address.startswith("/"):
        run = settings.DOVECOT_DIR / "run"
        name = Path(address).name if Path(address).parent == run else address
        return f'  unix_listener "{name}" {{\n    mode = 0600\n  }}'
    host, _, port = address.rpartition(":")
    return (
        f"  inet_listener {service} {{\n    address = {host.strip('[]')}\n    port = {port}\n  }}"
    )
