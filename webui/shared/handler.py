"""Pages over ASGI: a request is answered in one thread, start to end.

Django's own handler crosses between the loop and a thread at every middleware, which costs more
than most pages do. Threads are few and live on, and so do their database connections.
"""

import asyncio
import contextvars
from collections.abc import AsyncIterator, Callable, Iterator
from functools import lru_cache, partial
from typing import IO, Any, TypeVar

from django.conf import settings
from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import ResolverMatch, get_resolver, set_script_prefix
from django.urls import get_script_prefix as current_prefix
from django.utils.translation import activate, get_language

from mailsvc.prepared.look import one_look
from webui.shared.threads import Threads

THREADS = 24
T = TypeVar("T")


class PagesHandler(ASGIHandler):
    """All middleware and views are plain functions; parts of a stream are made as they are sent."""

    def __init__(self) -> None:
        super().__init__()
        self._threads = Threads(THREADS, "page")

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    def resolve_request(self, request: Any) -> ResolverMatch:
        """As Django's: an address means the same page for as long as the process lives."""
        if hasattr(request, "urlconf"):
            return super().resolve_request(request)
        match = request.resolver_match = _resolve(request.path_info)
        return match

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            raise ValueError(f"no page is asked for by {scope['type']}")
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        in_thread = partial(self._in_thread, contextvars.copy_context())
        response = await in_thread(self._answer, scope, body)
        if isinstance(response, StreamingHttpResponse):
            if not response.is_async:
                response.streaming_content = _parts(in_thread, iter(response))
            await self._stream(response, receive, send)
            await in_thread(response.close)
        else:
            await self.send_response(response, send)

    def _answer(self, scope: Any, body: IO[bytes]) -> HttpResponseBase:
        """The response; one that is whole has been closed: nothing is left to do for it."""
        with body:
            set_script_prefix(get_script_prefix(scope))
            signals.request_started.send(sender=self.__class__, scope=scope)
            request, refusal = self.create_request(scope, body)
            with one_look():
                response: Any = refusal if request is None else self.get_response(request)
        response._handler_class = self.__class__
        if response.streaming and not response.is_async:
            response.streaming_content = _in_its_language(iter(response))
        if isinstance(response, FileResponse):
            response.block_size = self.chunk_size
        if not response.streaming:
            response.close()
        return response  # type: ignore[no-any-return]  # Django's stubs leave handlers untyped

    async def _stream(self, response: StreamingHttpResponse, receive: Any, send: Any) -> None:
        """Until its end, or until nobody listens any more."""
        gone = asyncio.create_task(receive())
        sending = asyncio.create_task(self.send_response(response, send))
        await asyncio.wait((gone, sending), return_when=asyncio.FIRST_COMPLETED)
        for task in (gone, sending):
            if not task.done():
                task.cancel()
        found = await asyncio.gather(gone, sending, return_exceptions=True)
        if isinstance(found[1], Exception):
            raise found[1]

    async def _in_thread(
        self, context: contextvars.Context, func: Callable[..., T], *args: object
    ) -> T:
        """In the context of the request: its language, its trace id."""
        return await self._threads.perform(partial(context.run, func, *args))


@lru_cache(maxsize=5000)
def _resolve(path: str) -> ResolverMatch:
    return get_resolver().resolve(path)


def _in_its_language(parts: Iterator[bytes]) -> Iterator[bytes]:
    """Each part in the request's language, whichever thread makes it: what Django keeps of a
    request it keeps by thread.
    """
    language, prefix = get_language(), current_prefix()

    def make() -> bytes | None:
        activate(language or settings.LANGUAGE_CODE)
        set_script_prefix(prefix)
        return next(parts, None)

    return iter(make, None)


async def _parts(in_thread: Any, parts: Iterator[bytes]) -> AsyncIterator[bytes]:
    while (part := await in_thread(next, parts, None)) is not None:
        yield part
