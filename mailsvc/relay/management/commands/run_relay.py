"""`manage.py run_relay`: the SMTP relay in one process."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mailsvc.relay.process import run
from mailsvc.relay.server import Listener
from mailsvc.submission.policy import Source


class Command(BaseCommand):
    help = "Nhận thư qua SMTP: cổng MX và hai cổng gửi thư (submission, submissions)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--share-ports",
            action="store_true",
            help="nhiều tiến trình cùng nghe một cổng (SO_REUSEPORT)",
        )
        parser.add_argument(
            "--number", type=int, default=1, help="tiến trình thứ mấy của máy này, từ 1"
        )

    def handle(self, *, number: int, share_ports: bool, **options: object) -> None:
        host = settings.BIND
        listeners = [
            Listener(Source.MX, host, settings.MX_PORT),
            Listener(Source.SUBMISSION, host, settings.SUBMISSION_PORT),
            Listener(Source.SUBMISSION, host, settings.SUBMISSIONS_PORT, is_tls_first=True),
        ]
        try:
            run(
                listeners,
                on_ready=lambda: print("ready", flush=True),
                share_ports=share_ports,
                number=number,
            )
        except OSError as error:
            raise CommandError(
                f"Không nghe được một trong các cổng {settings.MX_PORT},"
                f" {settings.SUBMISSION_PORT}, {settings.SUBMISSIONS_PORT} trên {host}"
                f" ({error.strerror or error}): hãy đổi CV_MX_PORT, CV_SUBMISSION_PORT,"
                " CV_SUBMISSIONS_PORT hoặc dừng chương trình đang dùng cổng."
            ) from error
