"""`manage.py run_jobs`: the worker of the periodic and of the one-off jobs."""

import logging
import signal
from datetime import timedelta
from types import FrameType

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections
from django.utils.module_loading import import_string

from mailsvc.base import clock
from mailsvc.jobs.heartbeat import beat
from mailsvc.jobs.run import stopping
from mailsvc.jobs.services import run_due
from mailsvc.jobs.worker import renew_leases, start_threads
from mailsvc.metrics.snapshots import publish

logger = logging.getLogger(__name__)

POLL_S = 2.0
_STOP_S = 5.0
_RENEW = timedelta(seconds=20)


class Command(BaseCommand):
    help = "Run the periodic jobs and those that people asked for, until SIGTERM."

    def handle(self, *args: object, **options: object) -> None:
        def end(_signal: int, _frame: FrameType | None) -> None:
            stopping.set()

        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)
        publish("jobs")
        threads = start_threads()
        self._loop()
        for thread in threads:
            thread.join(_STOP_S)

    def _loop(self) -> None:
        schedules = import_string("config.jobs.SCHEDULES")
        renewed_at = clock.now()
        while not stopping.is_set():
            beat("jobs")
            try:
                run_due(schedules, now=clock.now())
                if clock.now() - renewed_at > _RENEW:
                    renew_leases()
                    renewed_at = clock.now()
            except DatabaseError as error:
                logger.error("jobs: database unavailable: %s", type(error).__name__)
            close_old_connections()
            stopping.wait(POLL_S)
