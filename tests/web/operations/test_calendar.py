"""The calendar page: days to correct, swapped Saturdays, what would move, confirming."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings

from mailsvc.directory.actor import Actor
from mailsvc.jobs.models import Job
from mailsvc.workdays.calendar import install
from mailsvc.workdays.models import CalendarYear
from mailsvc.workdays.selectors import get_year
from tests.service.docflow import fixtures
from tests.service.docflow.fixtures import Offices
from tests.service.docflow.offices import bring_incoming_to

pytestmark = pytest.mark.django_db

SignIn = Callable[[Actor], Client]
URL = "/van-hanh/lich/2009/"
standing_offices = fixtures.standing_offices
offices = fixtures.offices
files_dir = fixtures.files_dir


@pytest.fixture(autouse=True)
def no_calendar_left(tmp_path: Path) -> Iterator[None]:
    with override_settings(JOBS_DIR=tmp_path / "jobs"):
        yield
    install({})


@pytest.fixture
def browser(offices: Offices, sign_in: SignIn) -> Client:
    """The administrator's, in an installation with offices at work."""
    return sign_in(offices[0].sysadmin)


def _text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def _sent(do: str, *more: tuple[str, str, str], **changes: str) -> dict[str, str]:
    """The 2009 page as it is sent back, with more rows."""
    rows = [(day["on"], day["kind"], day["name"]) for day in get_year(2009).days]
    rows = [(f"{on[8:]}/{on[5:7]}/{on[:4]}", kind, name) for on, kind, name in rows] + list(more)
    sent = {"d-TOTAL_FORMS": str(len(rows)), "d-INITIAL_FORMS": "0", "do": do, "source": "TB 7"}
    for number, (on, kind, name) in enumerate(rows):
        sent |= {f"d-{number}-on": on, f"d-{number}-kind": kind, f"d-{number}-name": name}
    return sent | changes


def test_only_administrators_come_in(offices: Offices, sign_in: SignIn) -> None:
    for name in ("clerk", "leader", "officer"):
        client = sign_in(offices[0].everyone[name])
        assert client.get(URL).status_code == 403
        for do in ("preview", "save", "confirm"):
            assert client.post(URL, _sent(do)).status_code == 403
    assert not CalendarYear.objects.exists()
    assert Client().get(URL).status_code == 302


def test_preview_names_deadlines_saves_nothing_then_saving_queues_the_job(
    offices: Offices, browser: Client
) -> None:
    document = bring_incoming_to(offices[0], "in_progress")
    more = ("25/11/2009", "holiday", "Nghỉ thử")
    seen = _text(browser.post(URL, _sent("preview", more)))
    assert "2 hạn đang mở sẽ đổi" in seen
    assert "30/11/2009" in seen
    assert "01/12/2009" in seen
    assert document.subject not in seen
    assert not CalendarYear.objects.exists()
    answer = browser.post(URL, _sent("save", more))
    assert answer.status_code == 302
    assert [day["name"] for day in get_year(2009).days if day["on"] == "2009-11-25"] == ["Nghỉ thử"]
    assert Job.objects.get().title == "Tính lại hạn theo lịch làm việc 2009"


def test_a_swapped_pair_is_two_days(browser: Client) -> None:
    pair = {"swap_off": "20/11/2009", "swap_work": "28/11/2009"}
    assert "Làm bù cho 20/11" in _text(browser.post(URL, _sent("preview", **pair)))
    browser.post(URL, _sent("save", **pair))
    kept = {day["on"]: day["kind"] for day in get_year(2009).days}
    assert (kept["2009-11-20"], kept["2009-11-28"]) == ("swap", "working")
    half = browser.post(URL, _sent("save", swap_off="20/11/2009"))
    assert (half.status_code, "Ghi cả hai ngày" in _text(half)) == (422, True)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("25/11/2010", "holiday", "x"), "không thuộc năm 2009"),
        (("32/11/2009", "holiday", "x"), "Có dòng ngày ghi chưa đúng"),
        (("25/11/2009", "holiday", ""), "Ghi tên ngày."),
        (("25/11/2009", "lễ", "x"), "Có dòng ngày ghi chưa đúng"),
        (("25/11/2009", "working", "bù"), "vốn là ngày làm việc"),
    ],
)
def test_wrong_row_is_shown_again_and_nothing_is_kept(
    browser: Client, row: tuple[str, str, str], words: str
) -> None:
    answer = browser.post(URL, _sent("save", row))
    assert answer.status_code == 422
    assert words in _text(answer)
    assert not CalendarYear.objects.exists()


def test_row_without_its_date_is_dropped(browser: Client) -> None:
    sent = _sent("save")
    sent["d-0-on"] = ""
    browser.post(URL, sent)
    assert len(get_year(2009).days) == int(sent["d-TOTAL_FORMS"]) - 1


def test_year_is_confirmed_by_name(offices: Offices, browser: Client) -> None:
    assert "chưa ai xác nhận" in _text(browser.get(URL))
    browser.post(URL, {"do": "confirm"})
    page = _text(browser.get(URL))
    assert f"{offices[0].sysadmin.name} đã xác nhận" in page
    assert "Xác nhận lịch năm này" not in page
    empty = browser.post("/van-hanh/lich/2033/", {"do": "confirm"}, follow=True)
    assert "chưa có ngày nghỉ nào để xác nhận" in _text(empty)


def test_unknown_year_is_filled_with_the_statute_s_days(browser: Client) -> None:
    page = _text(browser.get("/van-hanh/lich/2033/"))
    assert 'value="30/04/2033"' in page
    assert "Thêm Tết Nguyên đán" in page
    assert browser.get("/van-hanh/lich/1999/").status_code == 404
    assert browser.get("/van-hanh/lich/").status_code == 302
