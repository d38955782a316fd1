"""`manage.py run_jobs`: the worker of the periodic jobs."""

import logging
import signal
import threading
from types import FrameType

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections
from django.utils.module_loading import import_string

from mailsvc.base import clock
from mailsvc.jobs.heartbeat import beat
from mailsvc.jobs.services import run_due
from mailsvc.metrics.snapshots import publish

logger = logging.getLogger(__name__)

POLL_S = 2.0


class Command(BaseCommand):
    help = "Run the periodic jobs until SIGTERM."

    def handle(self, *args: object, **options: object) -> None:
        stop = threading.Event()

        def end(_signal: int, _frame: FrameType | None) -> None:
            stop.set()

        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)
        publish("jobs")
        schedules = import_string("config.jobs.SCHEDULES")
        while not stop.is_set():
            beat("jobs")
            try:
                run_due(schedules, now=clock.now())
            except DatabaseError as error:
                logger.error("jobs: database unavailable: %s", type(error).__name__)
            close_old_connections()
            stop.wait(POLL_S)
