"""The database does not answer: one plain page, whoever asks, and nothing half done."""

from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection
from django.test import Client

from tests.factories import make_agency, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def away(client: Client) -> Iterator[Client]:
    client.force_login(
        make_member(make_agency()).account, backend="webui.shared.login.DirectoryBackend"
    )

    def refuse(*_: object) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    with connection.execute_wrapper(refuse):
        yield client


@pytest.mark.parametrize("path", ["/", "/thu/", "/van-ban/", "/tai-khoan/", "/dang-nhap/"])
def test_every_page_says_so(away: Client, path: str) -> None:
    page = away.get(path)
    assert page.status_code == 503
    assert "Cơ sở dữ liệu tạm thời không trả lời" in page.content.decode()
    assert page.headers["Retry-After"] == "60"


def test_a_sent_form_tells_how_to_keep_what_was_typed(away: Client) -> None:
    page = away.post("/tai-khoan/ung-dung/", {"label": "Thunderbird"})
    assert page.status_code == 503
    assert "nội dung vừa gõ vẫn còn trong trang trước" in page.content.decode()


def test_the_supervisor_s_question_is_answered_with_503(away: Client) -> None:
    assert away.get("/suc-khoe/").status_code == 503
