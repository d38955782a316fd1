"""The relay as a process.

1. the committer starts, 2. each listener binds (a port in use ends the start), 3. ready, 4. on
SIGTERM: no new connections, idle ones get 421, running ones finish within the drain time, 5. what
waits in the committer is committed, threads and their database connections end.
"""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Callable, Sequence

import uvloop
from django.conf import settings

from mailsvc.authn.resolver import remember_answers
from mailsvc.authn.services import check as authenticate_mail
from mailsvc.base.garbage import keep_what_is_loaded
from mailsvc.base.logs import GatheringHandler, gathering_handlers, spare_records
from mailsvc.directory.passwords import authenticate_program
from mailsvc.directory.selectors import list_domains
from mailsvc.jobs.heartbeat import beat
from mailsvc.metrics.snapshots import publish
from mailsvc.queue.selectors import find_taken
from mailsvc.relay.certificates import Certificates
from mailsvc.relay.commits import Commits
from mailsvc.relay.doors import Doors
from mailsvc.relay.parts import part_name
from mailsvc.relay.server import Listener, Relay
from mailsvc.sites.credentials import authenticate_site
from mailsvc.submission.quota import export_limits
from mailsvc.submission.screening import admit
from mailsvc.submission.senders import check_site_sender
from mailsvc.submission.services import (
    check_recipient,
    check_sender,
    note_acts,
    note_use,
    report_groups,
)

logger = logging.getLogger(__name__)

_BEAT_S = 5.0
_LINES_S = 0.2


def real_doors(commits: Commits) -> Doors:
    """The doors of production."""
    return Doors(
        check_recipient=check_recipient,
        check_sender=check_sender,
        authenticate=authenticate_program,
        authenticate_site=authenticate_site,
        find_taken=find_taken,
        check_site_sender=check_site_sender,
        authenticate_mail=authenticate_mail,
        admit=admit,
        note_use=note_use,
        note_acts=note_acts,
        report_groups=report_groups,
        list_domains=list_domains,
        submit=commits.submit,
    )


def run(
    listeners: Sequence[Listener],
    *,
    on_ready: Callable[[], None],
    share_ports: bool = False,
    number: int = 1,
) -> None:
    """Serve until SIGTERM or SIGINT; OSError when a port cannot be bound.

    `number` counts the relays of this machine.
    """
    remember_answers()
    certificates = Certificates(settings.TLS_DIR, settings.HOST_NAME)
    commits = Commits()
    commits.committer.start()
    export_limits()
    publish("relay")
    relay = Relay(
        doors=real_doors(commits),
        certificates=certificates,
        host_name=settings.HOST_NAME,
        share_ports=share_ports,
    )
    try:
        uvloop.run(_serve(relay, listeners, on_ready, part_name(number)))
    finally:
        commits.committer.close()
        relay.close()


async def _serve(
    relay: Relay, listeners: Sequence[Listener], on_ready: Callable[[], None], part: str
) -> None:
    loop = asyncio.get_running_loop()
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    ports = await relay.start(listeners)
    watching = loop.create_task(relay.watch_certificate())
    looks: set[asyncio.Task[None]] = set()

    def look() -> None:
        looks.add(task := loop.create_task(relay.refresh_certificate()))
        task.add_done_callback(looks.discard)

    loop.add_signal_handler(signal.SIGHUP, look)
    logger.info("ready: ports %s", ports)
    on_ready()
    spare_records()
    keep_what_is_loaded()
    lines = gathering_handlers()
    for handler in lines:
        handler.gather()
    beating = asyncio.create_task(_beat(part))
    logging_on = asyncio.create_task(_write_lines(lines))
    try:
        await stopping.wait()
    finally:
        beating.cancel()
        logging_on.cancel()
        for handler in lines:
            handler.write_through()
        watching.cancel()
        await relay.stop()
        logger.info("stopped")


async def _write_lines(handlers: Sequence[GatheringHandler]) -> None:
    """What was logged, a few times a second; a warning is written at once."""
    while True:
        await asyncio.sleep(_LINES_S)
        for handler in handlers:
            handler.flush()


async def _beat(part: str) -> None:
    """Say that the loop turns; a full disk costs the heartbeat, not the mail."""
    while True:
        with contextlib.suppress(OSError):
            await asyncio.to_thread(beat, part)
        await asyncio.sleep(_BEAT_S)
