"""ASGI entry: pages, the websocket, and the local socket for live events (lifespan)."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup(set_prefix=False)

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator

from webui.live.lifespan import Lifespan
from webui.live.routing import websocket_urlpatterns
from webui.shared.handler import PagesHandler

application = ProtocolTypeRouter(
    {
        "http": PagesHandler(),
        "websocket": AllowedHostsOriginValidator(
            AuthMiddlewareStack(URLRouter(websocket_urlpatterns))
        ),
        "lifespan": Lifespan(),
    }
)
