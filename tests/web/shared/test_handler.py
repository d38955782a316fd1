"""Pages over ASGI: whole answers, streams made as they are sent, a listener that goes away."""

import asyncio
import threading
from pathlib import Path

import pytest
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.test import override_settings
from django.urls import path
from django.utils.translation import gettext

from webui.shared.handler import PagesHandler
from webui.shared.threads import Threads

HERE = Path(__file__)
_stopped = threading.Event()


def _whole(request):
    return HttpResponse(
        f"{request.method} {request.body.decode()} {threading.current_thread().name}"
    )


def _stream(request):
    return StreamingHttpResponse(gettext("Thư").encode() for _ in range(3))


def _endless(request):
    def parts():
        try:
            while True:
                yield b"x"
        finally:
            _stopped.set()

    return StreamingHttpResponse(parts())


def _broken(request):
    raise ValueError("a bug")


def _file(request):
    return FileResponse(HERE.open("rb"))


for view in (_whole, _stream, _endless, _broken, _file):
    view.login_required = False
urlpatterns = [
    path("whole", _whole),
    path("stream", _stream),
    path("endless", _endless),
    path("broken", _broken),
    path("file", _file),
]


class _Fresh:
    """A new thread for each call."""

    def __init__(self, most: int, name: str) -> None:
        self._name = name

    def perform(self, func):
        return Threads(1, self._name).perform(func)


class Wire:
    """The server's side of one request; `hangs_up_after` parts the browser is gone."""

    def __init__(self, body: bytes = b"", *, hangs_up_after: int = 0) -> None:
        self.sent: list[dict] = []
        self._bodies = [{"type": "http.request", "body": body}]
        self._gone = asyncio.Event()
        self._hangs_up_after = hangs_up_after

    async def receive(self) -> dict:
        if self._bodies:
            return self._bodies.pop()
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict) -> None:
        self.sent.append(message)
        if len(self.sent) == self._hangs_up_after:
            self._gone.set()

    @property
    def content(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.sent)


def ask(name: str, wire_of=Wire, **headers: str) -> Wire:
    async def run() -> Wire:
        wire = wire_of()
        scope = {
            "type": "http",
            "method": "POST" if name == "whole" else "GET",
            "path": f"/{name}",
            "query_string": b"",
            "headers": [(k.encode(), v.encode()) for k, v in headers.items()],
        }
        await asyncio.wait_for(PagesHandler()(scope, wire.receive, wire.send), 20)
        return wire

    middleware = ["webui.shared.language.LanguageMiddleware"]
    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=middleware):
        return asyncio.run(run())


@pytest.mark.django_db(transaction=True)
class TestHandler:
    def test_a_whole_answer_is_made_in_a_thread_of_pages(self) -> None:
        wire = ask("whole", lambda: Wire(b"chao"))
        assert wire.sent[0]["status"] == 200
        assert wire.content.startswith(b"POST chao page")

    def test_a_view_that_breaks_is_an_answer_too(self) -> None:
        assert ask("broken").sent[0]["status"] == 500
        assert ask("stream").sent[0]["status"] == 200

    def test_a_stream_is_sent_part_by_part_in_the_language_of_the_request(self) -> None:
        wire = ask("stream", **{"accept-language": "en"})
        assert [m["body"] for m in wire.sent[1:-1]] == [b"Mail"] * 3

    def test_a_stream_keeps_its_language_whatever_thread_makes_a_part(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("webui.shared.handler.Threads", _Fresh)
        wire = ask("stream", **{"accept-language": "en"})
        assert [m["body"] for m in wire.sent[1:-1]] == [b"Mail"] * 3

    def test_a_file_comes_whole(self) -> None:
        assert ask("file").content == HERE.read_bytes()

    def test_an_endless_stream_ends_with_its_listener(self) -> None:
        _stopped.clear()
        wire = ask("endless", lambda: Wire(hangs_up_after=4))
        assert 4 <= len(wire.sent) < 1000
        assert _stopped.wait(10)
