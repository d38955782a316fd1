"""Answers that bring their compressed body: the same text, however it is asked for."""

import gzip

from django.http import HttpResponse
from django.test import RequestFactory

from tests.web.mail.conftest import alice, people, plain  # noqa: F401  # fixtures
from tests.web.mail.test_message import url
from tests.web.mail.test_place import PLACE
from webui.shared.packed import CompressionMiddleware, PackedResponse, pack, pack_once

TEXT = "Kính gửi các đồng chí. " * 40


def answered(response: HttpResponse, accepted: str) -> HttpResponse:
    request = RequestFactory().get("/", headers={"Accept-Encoding": accepted})
    found = CompressionMiddleware(lambda _: response).process_response(request, response)
    assert isinstance(found, HttpResponse)
    return found


def test_a_packed_answer_is_the_text_for_who_takes_gzip_and_who_does_not() -> None:
    packed = pack(TEXT)
    got = answered(PackedResponse(packed), "deflate, gzip")
    assert gzip.decompress(got.content).decode() == TEXT and len(got.content) < len(packed.plain)
    assert got["Content-Encoding"] == "gzip" and got["Vary"] == "Accept-Encoding"
    assert got["Content-Length"] == str(len(got.content))
    got = answered(PackedResponse(packed), "identity")
    assert got.content.decode() == TEXT and "Content-Encoding" not in got
    assert got["Vary"] == "Accept-Encoding"


def test_its_length_tells_nothing_of_the_text() -> None:
    packed = pack(TEXT)
    lengths = {len(answered(PackedResponse(packed), "gzip").content) for _ in range(30)}
    assert len(lengths) > 1


def test_a_text_that_is_sent_again_is_compressed_once() -> None:
    assert pack_once(TEXT) is pack_once(TEXT)
    assert gzip.decompress(pack_once(TEXT + ".").compressed).decode() == TEXT + "."


def test_the_headers_of_an_answer_go_with_it_packed() -> None:
    got = answered(PackedResponse(pack(TEXT), {"Cache-Control": "no-store"}), "gzip")
    assert got["Cache-Control"] == "no-store" and got["Content-Encoding"] == "gzip"


def test_other_answers_are_compressed_as_they_are_made() -> None:
    got = answered(HttpResponse(TEXT), "gzip")
    assert gzip.decompress(got.content).decode() == TEXT


def test_an_opened_mail_and_its_list_come_packed(alice, people, store) -> None:  # noqa: F811
    box = people.alice.mailbox
    uid = store.put(box, plain("Lịch trực tết."), flags=("\\Seen",))
    for _ in range(2):  # made, then kept
        got = alice.get(url(box, uid), headers=PLACE | {"Accept-Encoding": "gzip"})
        assert "Lịch trực tết." in gzip.decompress(got.content).decode()


def test_the_frame_of_a_mail_comes_packed_with_its_own_policy(alice, people, store) -> None:  # noqa: F811
    uid = store.put(people.alice.mailbox, _laid_out("<p>Lịch trực tết.</p>" * 30))
    for _ in range(2):  # made, then kept
        got = alice.get(
            url(people.alice.mailbox, uid) + "khung/", headers={"Accept-Encoding": "gzip"}
        )
        assert gzip.decompress(got.content).decode().count("Lịch trực tết.") == 30
        assert got["Content-Security-Policy"].startswith("sandbox")


def _laid_out(page: str) -> bytes:
    return (
        "From: b@vp.example\nSubject: x\nContent-Type: text/html; charset=utf-8\n\n" + page
    ).encode()
