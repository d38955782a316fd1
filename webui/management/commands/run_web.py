"""`manage.py run_web`: the pages, by uvicorn."""

import socket
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

_APPLICATION = "config.asgi:application"


class Command(BaseCommand):
    help = "Serve the pages and the websocket until SIGTERM."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--workers", type=int, default=1, help="processes below this one")
        parser.add_argument(
            "--share-ports",
            action="store_true",
            help="several processes on one port (SO_REUSEPORT)",
        )

    def handle(self, *args: object, **options: object) -> None:
        wishes: dict[str, Any] = {
            "host": settings.BIND,
            "port": settings.WEB_PORT,
            "workers": int(str(options["workers"])),
            "log_config": None,
            "access_log": False,
            "server_header": False,
            "proxy_headers": settings.BEHIND_HTTPS,
            "timeout_graceful_shutdown": 5,
            "ws_max_size": 4096,
        }
        if options["share_ports"]:
            server = uvicorn.Server(uvicorn.Config(_APPLICATION, **wishes))
            server.run([_shared_socket()])
        else:
            uvicorn.run(_APPLICATION, **wishes)


def _shared_socket() -> socket.socket:
    """The kernel deals connections out to all that listen so."""
    host = settings.BIND.strip("[]")
    found = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    found.bind((host, settings.WEB_PORT))
    return found
