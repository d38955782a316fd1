"""The parts of the product and how each shows that it answers."""

import http.client
import socket
import sys
from collections.abc import Callable

from django.conf import settings

from config.supervisor.part import Plan
from config.supervisor.problem import StartProblem
from mailsvc.base.errors import AppError
from mailsvc.jobs.heartbeat import last_beat
from mailsvc.mailstore import dovecot
from mailsvc.mailstore.leftover import clear_leftover_run
from mailsvc.relay.parts import part_name

_MANAGE = str(settings.BASE_DIR / "manage.py")
_PROBE_S = 2.0


def plan_dovecot() -> Plan:
    """The private Dovecot, with its configuration and users freshly rendered."""
    try:
        clear_leftover_run()
        plan = dovecot.prepare()
    except AppError as error:
        raise StartProblem(error.public_text) from error
    return Plan(
        name="dovecot",
        command=plan.command,
        is_ready=lambda _: _says(settings.IMAP_PORT, b"* OK"),
        env=plan.env,
        uid=plan.run_as.uid if plan.run_as else None,
        gid=plan.run_as.gid if plan.run_as else None,
    )


def plan_services() -> list[Plan]:
    """Relays, delivery, jobs and web."""
    return [
        *_plan_relays(settings.RELAY_PROCESSES),
        _manage("delivery", lambda since: last_beat("delivery") >= since),
        _manage("jobs", lambda since: last_beat("jobs") >= since),
        *_plan_web(settings.WEB_PROCESSES),
    ]


def _plan_relays(count: int) -> list[Plan]:
    """All with the same ports."""
    share = ["--share-ports"] if count > 1 else []
    return [
        Plan(
            name=part_name(number),
            command=[sys.executable, _MANAGE, "run_relay", f"--number={number}", *share],
            is_ready=lambda _: _relay_answers(),
        )
        for number in range(1, count + 1)
    ]


def _plan_web(count: int) -> list[Plan]:
    """All with the same port."""
    share = ["--share-ports"] if count > 1 else []
    return [
        Plan(
            name=f"web-{number}" if number > 1 else "web",
            command=[sys.executable, _MANAGE, "run_web", *share],
            is_ready=lambda _: _web_answers(),
        )
        for number in range(1, count + 1)
    ]


def _manage(name: str, is_ready: Callable[[float], bool]) -> Plan:
    return Plan(name=name, command=[sys.executable, _MANAGE, f"run_{name}"], is_ready=is_ready)


def _says(port: int, greeting: bytes = b"220") -> bool:
    try:
        with socket.create_connection((_host(), port), timeout=_PROBE_S) as peer:
            return peer.recv(200).startswith(greeting)
    except OSError:
        return False


def _relay_answers() -> bool:
    # The third port says nothing before TLS; it is bound in the same breath as the others.
    return _says(settings.MX_PORT) and _says(settings.SUBMISSION_PORT)


def _web_answers() -> bool:
    connection = http.client.HTTPConnection(_host(), settings.WEB_PORT, timeout=_PROBE_S)
    try:
        connection.request("GET", "/suc-khoe/", headers={"Host": settings.ALLOWED_HOSTS[0]})
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _host() -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.BIND, settings.BIND)  # noqa: S104
