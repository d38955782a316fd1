"""`manage.py run_relay`: the SMTP relay in one process."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mailsvc.relay.process import run
from mailsvc.relay.server import Listener
from mailsvc.submission.policy import Source


class Command(BaseCommand):
    help = "Nhận thư qua SMTP: cổng MX và cổng gửi thư (submission)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--share-ports",
            action="store_true",
            help="nhiều tiến trình cùng nghe một cổng (SO_REUSEPORT)",
        )

    def handle(self, **options: object) -> None:
        listeners = [
            Listener(Source.MX, settings.BIND, settings.MX_PORT),
            Listener(Source.SUBMISSION, settings.BIND, settings.SUBMISSION_PORT),
        ]
        try:
            run(
                listeners,
                on_ready=lambda: print("ready", flush=True),
                share_ports=bool(options["share_ports"]),
            )
        except OSError as error:
            raise CommandError(
                f"Không nghe được cổng {settings.MX_PORT} hoặc {settings.SUBMISSION_PORT} trên"
                f" {settings.BIND} ({error.strerror or error}): hãy đổi CV_MX_PORT,"
                " CV_SUBMISSION_PORT hoặc dừng chương trình đang dùng cổng."
            ) from error
