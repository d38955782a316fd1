"""Start and stop of the web process."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from mailsvc.live import receiver
from mailsvc.metrics.snapshots import publish

Message = MutableMapping[str, Any]


class Lifespan:
    """The ASGI lifespan protocol: opens the local socket, closes it at the end."""

    async def __call__(
        self,
        scope: Message,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        server = None
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                server = await receiver.start()
                publish("web")
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                if server is not None:
                    server.close()
                await send({"type": "lifespan.shutdown.complete"})
                return
