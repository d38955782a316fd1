"""The relay's figures: each limit as a gauge and what it turned away, under the same label."""

from collections.abc import Callable

from mailsvc.metrics.declare import counter, gauge
from mailsvc.metrics.limits import export_limit, rejections
from mailsvc.relay.limits import Limits
from mailsvc.submission.policy import Source

_SESSIONS = gauge("congvan_relay_sessions", "Open connections.")
_BUFFERED = gauge("congvan_relay_buffered_bytes", "Bytes of mail that is not complete yet.")
_ACCEPTED = counter("congvan_relay_accepted_total", "Mails taken, by who brought them.", "source")
logins = counter("congvan_relay_logins_total", "Log-ins tried: right, wrong, unchecked.", "result")

_OF_LIMITS: dict[str, Callable[[Limits], float]] = {
    "sessions": lambda limits: limits.sessions_max,
    "sessions_per_address": lambda limits: limits.sessions_per_address,
    "new_sessions_per_minute": lambda limits: limits.new_sessions_per_minute,
    "envelopes": lambda limits: limits.envelopes_max,
    "errors": lambda limits: limits.errors_max,
    "empty_commands": lambda limits: limits.empty_commands_max,
    "unknown_recipients": lambda limits: limits.unknown_recipients_max,
    "idle_seconds": lambda limits: limits.idle_s,
    "session_seconds": lambda limits: limits.session_s,
    "data_seconds": lambda limits: limits.data_s,
    "data_progress_bytes": lambda limits: limits.data_progress_bytes,
    "buffered_bytes": lambda limits: limits.buffered_max_bytes,
    "login_tries": lambda limits: limits.login_tries,
}
_OF_MAIL = ("message_bytes", "recipients")
_counted = {name: rejections(name) for name in (*_OF_LIMITS, *_OF_MAIL)}
accepted = {source: _ACCEPTED.labels(source.value) for source in Source}


def count_rejected(limit: str) -> None:
    """One more turned away; KeyError for a limit nobody exports."""
    _counted[limit].inc()


def export(limits: Limits, *, message_max_bytes: int, recipients_max: int) -> None:
    """Show the limits in force."""
    for name, value in _OF_LIMITS.items():
        export_limit(name, value(limits))
    export_limit("message_bytes", message_max_bytes)
    export_limit("recipients", recipients_max)


def watch(*, sessions: Callable[[], float], buffered: Callable[[], float]) -> None:
    """What is read when somebody looks: costs nothing before."""
    _SESSIONS.set_function(sessions)
    _BUFFERED.set_function(buffered)
