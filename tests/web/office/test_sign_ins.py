"""Where one is signed in: seen, and ended, by its own person only."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from mailsvc.audit.models import AuditEvent
from mailsvc.base import clock
from mailsvc.signins.models import SignIn
from mailsvc.signins.services import KEPT_DAYS, KEPT_ROWS, begin_sign_in, note_use
from tests.factories import Member, make_agency, make_member
from webui.office.programs import name_program

pytestmark = pytest.mark.django_db
SEVEN = "Mozilla/5.0 (Windows NT 6.1; rv:109.0) Gecko/20100101 Firefox/115.0"


@pytest.fixture
def hoa() -> Member:
    return make_member(make_agency(), local="hoa")


def log_in(member: Member, agent: str = SEVEN, address: str = "10.9.8.7") -> Client:
    client = Client(HTTP_USER_AGENT=agent, REMOTE_ADDR=address)
    form = {"username": member.account.address, "password": member.password}
    assert client.post("/dang-nhap/", form).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get("/tai-khoan/").status_code == 200


def end_url(row: SignIn) -> str:
    return f"/tai-khoan/noi-dang-nhap/{row.pk}/thoat/"


def test_page_names_machine_and_program_of_each_place(hoa: Member) -> None:
    log_in(hoa)
    here = log_in(hoa, "Mozilla/5.0 (X11; Linux x86_64) Chrome/109.0.0.0 Safari/537.36", "10.1.1.1")
    page = here.get("/tai-khoan/").content.decode()
    assert "Firefox 115, Windows 7" in page and "10.9.8.7" in page
    assert "Chrome 109, Linux" in page and page.count("đang ngồi đây") == 1
    assert page.count("Thoát nơi này</button>") == 1


def test_other_place_is_out_at_its_next_click(hoa: Member) -> None:
    other, here = log_in(hoa), log_in(hoa)
    oldest = SignIn.objects.order_by("pk").first()
    assert is_in(other)
    assert here.post(end_url(oldest)).status_code == 302
    assert not is_in(other) and is_in(here)
    assert "đã thoát" in here.get("/tai-khoan/").content.decode()
    assert AuditEvent.objects.filter(chain_id="signins").count() == 1
    # What is over cannot be ended again, and the place one sits at has the log-out.
    assert here.post(end_url(oldest)).status_code == 404
    assert here.post(end_url(SignIn.objects.order_by("pk").last())).status_code == 409
    assert is_in(here)


def test_all_other_places_at_once(hoa: Member) -> None:
    others = [log_in(hoa) for _ in range(3)]
    stranger = log_in(make_member(hoa.mailbox.agency, local="bao"))
    here = log_in(hoa)
    page = here.post("/tai-khoan/noi-dang-nhap/thoat/", follow=True).content.decode()
    assert "Đã thoát khỏi 3 nơi khác." in page
    assert not any(map(is_in, others)) and is_in(here) and is_in(stranger)
    page = here.post("/tai-khoan/noi-dang-nhap/thoat/", follow=True).content.decode()
    assert "không đăng nhập ở nơi nào khác" in page


def test_nobody_sees_or_ends_another_ones(hoa: Member) -> None:
    hers = log_in(hoa)
    row = SignIn.objects.get()
    stranger = log_in(make_member(hoa.mailbox.agency, local="bao"), address="10.2.2.2")
    assert "10.9.8.7" not in stranger.get("/tai-khoan/").content.decode()
    assert stranger.post(end_url(row)).status_code == 404
    assert Client().post(end_url(row)).status_code == 302  # to the log-in
    assert is_in(hers)


def test_logged_out_is_said_so(hoa: Member) -> None:
    other, here = log_in(hoa), log_in(hoa)
    other.post("/dang-xuat/")
    page = here.get("/tai-khoan/").content.decode()
    assert "đã thoát" in page and "Thoát nơi này</button>" not in page


def test_new_password_keeps_this_place_under_its_row(hoa: Member) -> None:
    other, here = log_in(hoa), log_in(hoa)
    new = "mat-khau-moi-2009"
    form = {"old_password": hoa.password, "new_password1": new, "new_password2": new}
    assert here.post("/tai-khoan/mat-khau/", form).status_code == 302
    page = here.get("/tai-khoan/").content.decode()
    assert page.count("đang ngồi đây") == 1 and page.count("đã thoát") == 1
    assert not is_in(other)


def test_use_is_written_after_ten_minutes(hoa: Member) -> None:
    assert is_in(log_in(hoa))
    row = SignIn.objects.get()
    soon, later = (clock.now() + timedelta(minutes=minutes) for minutes in (9, 11))
    note_use(session_key=row.session_key, now=soon)
    assert SignIn.objects.get().used_at == row.used_at
    note_use(session_key=row.session_key, now=later)
    assert SignIn.objects.get().used_at == later


def test_old_rows_are_forgotten_but_open_ones_kept(hoa: Member) -> None:
    open_one = log_in(hoa)
    for n in range(KEPT_ROWS + 5):
        begin_sign_in(hoa.actor, session_key=f"k{n}", address="nonsense", program="x\r\ny")
    assert SignIn.objects.count() == KEPT_ROWS + 1
    assert is_in(open_one)
    assert set(SignIn.objects.filter(session_key="k9").values_list("address", "program")) == {
        ("", "x y")
    }
    SignIn.objects.update(begun_at=clock.now() - timedelta(days=KEPT_DAYS + 1))
    log_in(hoa)
    assert SignIn.objects.count() == 1


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (SEVEN, "Firefox 115, Windows 7"),
        ("Mozilla/5.0 (Windows NT 5.1; Trident/4.0; MSIE 8.0)", "Internet Explorer 8, Windows XP"),
        (
            "Mozilla/5.0 (Linux; Android 9) coc_coc_browser/87.0 Chrome/81 Safari/537",
            "Cốc Cốc 87, Android",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537 Edg/120.0",
            "Edge 120, Windows 10, 11",
        ),
        ("<script>alert(1)</script>", "chương trình lạ"),
        ("", "chương trình lạ"),
    ],
)
def test_programs_by_name(agent: str, words: str) -> None:
    assert name_program(agent) == words


def test_page_shows_no_word_of_the_browser_itself(hoa: Member) -> None:
    page = log_in(hoa, "<b>Firefox/115</b>").get("/tai-khoan/").content.decode()
    assert re.search(r"<td>Firefox 115 · ", page) and "<b>Firefox" not in page
