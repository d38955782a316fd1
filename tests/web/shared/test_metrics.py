"""/metrics: for this machine or with the token, database or not."""

import pytest
from django.db import OperationalError, connection
from django.test import Client

from tests.factories import make_agency, make_member

pytestmark = pytest.mark.django_db
OUTSIDE = "203.0.113.7"


def test_program_on_this_machine_reads_the_queue(client: Client) -> None:
    page = client.get("/metrics")
    assert page.status_code == 200
    assert page.headers["Content-Type"].startswith("text/plain")
    text = page.content.decode()
    assert 'congvan_queue_recipients{state="due"} 0.0' in text
    assert 'congvan_source_up{source="queue"} 1.0' in text


def test_other_machine_is_told_there_is_no_such_page(client: Client) -> None:
    assert client.get("/metrics", REMOTE_ADDR=OUTSIDE).status_code == 404


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Forwarded-Proto", "Forwarded"])
def test_proxy_on_this_machine_opens_nothing(client: Client, header: str) -> None:
    assert client.get("/metrics", headers={header: "127.0.0.1"}).status_code == 404


def test_signed_in_administrator_elsewhere_is_a_stranger_too(client: Client) -> None:
    account = make_member(make_agency()).account
    client.force_login(account, backend="webui.shared.login.DirectoryBackend")
    assert client.get("/metrics", REMOTE_ADDR=OUTSIDE).status_code == 404


@pytest.mark.parametrize(
    ("given", "status"),
    [("Bearer bi-mat", 200), ("Bearer sai", 404), ("Basic bi-mat", 404), ("Bearer ", 404)],
)
def test_token(client: Client, settings, given: str, status: int) -> None:
    settings.METRICS_TOKEN = "bi-mat"
    page = client.get("/metrics", REMOTE_ADDR=OUTSIDE, headers={"Authorization": given})
    assert page.status_code == status


def test_no_token_set_means_no_token_works(client: Client) -> None:
    page = client.get("/metrics", REMOTE_ADDR=OUTSIDE, headers={"Authorization": "Bearer "})
    assert page.status_code == 404


def test_database_away_is_said_on_the_page(client: Client) -> None:
    def refuse(*_: object) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    with connection.execute_wrapper(refuse):
        page = client.get("/metrics")
    assert page.status_code == 200
    assert 'congvan_source_up{source="queue"} 0.0' in page.content.decode()
    assert "congvan_queue_recipients" not in page.content.decode()


def test_it_is_read_only(client: Client) -> None:
    assert client.post("/metrics").status_code == 405
