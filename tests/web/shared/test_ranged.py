"""A download that broke off goes on; an odd request gets the whole file."""

import io

import pytest
from django.test import RequestFactory

from webui.shared.ranged import asked_part, send_part

CONTENT, ETAG = b"0123456789", '"abc"'


def answer(**headers: str):
    request = RequestFactory().get("/", headers=headers)
    part = asked_part(request, size=len(CONTENT), etag=ETAG)
    return send_part(request, io.BytesIO(CONTENT), part, name="bản đồ.zip", etag=ETAG)


@pytest.mark.parametrize(
    ("asked", "status", "body", "said"),
    [
        ("bytes=4-", 206, b"456789", "bytes 4-9/10"),
        ("bytes=4-5", 206, b"45", "bytes 4-5/10"),
        ("bytes=0-0", 206, b"0", "bytes 0-0/10"),
        ("bytes=8-99", 206, b"89", "bytes 8-9/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("bytes=5-4", 200, CONTENT, None),
        ("bytes=-3", 200, CONTENT, None),
        ("bytes=0-1,4-5", 200, CONTENT, None),
        ("lines=1-2", 200, CONTENT, None),
        ("bytes=" + "9" * 400 + "-", 200, CONTENT, None),
        ("", 200, CONTENT, None),
    ],
)
def test_what_is_asked_for_is_sent(asked: str, status: int, body: bytes, said: str | None) -> None:
    response = answer(Range=asked)
    assert response.status_code == status
    assert b"".join(response) == body
    assert response.get("Content-Range") == said
    if status != 416:
        assert response["Content-Length"] == str(len(body))


def test_of_another_version_all_is_sent() -> None:
    assert answer(Range="bytes=4-", **{"If-Range": '"older"'}).status_code == 200
    assert answer(Range="bytes=4-", **{"If-Range": ETAG}).status_code == 206


def test_it_is_saved_and_never_shown() -> None:
    response = answer()
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''b%E1%BA%A3n")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
