"""`manage.py run_delivery`: the delivery worker, until SIGTERM."""

import signal

from django.core.management.base import BaseCommand

from mailsvc.base.garbage import keep_what_is_loaded
from mailsvc.delivery.worker import Worker
from mailsvc.metrics.snapshots import publish


class Command(BaseCommand):
    help = "Deliver queued mail until SIGTERM; what is under way is finished first."

    def handle(self, *args: object, **options: object) -> None:
        worker = Worker()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: worker.stop())
        publish("delivery")
        keep_what_is_loaded()
        worker.run()
