"""`manage.py run_web`: the pages, by uvicorn."""

import uvicorn
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    help = "Serve the pages and the websocket until SIGTERM."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--workers", type=int, default=1, help="processes; more than 1 needs Redis"
        )

    def handle(self, *args: object, **options: object) -> None:
        uvicorn.run(
            "config.asgi:application",
            host=settings.BIND,
            port=settings.WEB_PORT,
            workers=int(str(options["workers"])),
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=settings.BEHIND_HTTPS,
            timeout_graceful_shutdown=5,
            ws_max_size=4096,
        )
