"""Pages for the books as a whole: held numbers, earlier days, locking and closing."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from docflow.register.closing import lock_register, unlock_register
from docflow.register.holds import hold_number
from docflow.register.models import BookEvent, EarlierDay, NumberHold, Register, RegisterEntry
from docflow.register.services import open_register
from mailsvc.base import clock
from mailsvc.directory.actor import Actor
from tests.service.docflow.offices import (
    NOW,
    REASON,
    Office,
    bring_outgoing_to,
    make_incoming,
)

SignIn = Callable[[Actor], Client]
HELD = "/van-ban/giu-so/so-giu/"
EARLIER = "/van-ban/giu-so/lui-ngay/"
CLOSING = "/van-ban/so/den/2009/khoa/"
PAGES = ["/van-ban/giu-so/", HELD, EARLIER]
PAPER = {"direction": "out", "doc_type": "cong_van", "paper": "báo cáo quý IV", "reason": REASON}


def _text(answer: object) -> str:
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("name", ["head", "officer", "stranger", "sysadmin"])
def test_only_clerk_and_leader_come_in(office: Office, sign_in: SignIn, name: str) -> None:
    make_incoming(office)
    client = sign_in(getattr(office, name))
    for page in PAGES:
        assert client.get(page).status_code == 403
        assert client.post(page, PAPER).status_code in {403, 405}
    assert client.get(CLOSING).status_code == 404
    assert client.post(CLOSING, {"act": "lock", "reason": REASON}).status_code == 404
    assert "/van-ban/giu-so/" not in client.get("/van-ban/").content.decode()
    assert not NumberHold.objects.exists()
    assert not BookEvent.objects.exists()
    for page in PAGES:
        assert sign_in(office.clerk).get(page).status_code == 200


def test_clerk_holds_a_number_and_gives_it_later(
    office: Office, finance: Office, sign_in: SignIn
) -> None:
    client = sign_in(office.clerk)
    bad = client.post(HELD, PAPER | {"reason": "ngắn"})
    assert (bad.status_code, NumberHold.objects.count()) == (422, 0)
    assert "lý do cần ít nhất 10 ký tự" in _text(bad)
    assert "Đã giữ số 01 (Công văn)" in _text(client.post(HELD, PAPER, follow=True))
    hold = NumberHold.objects.get()
    book = _text(client.get(f"/van-ban/di/?nam={hold.held_on.year}"))
    # A book without lines has no year to choose; with one the held number stands among them.
    assert "Sổ chưa có dòng nào" in book or "báo cáo quý IV" in book
    letter = bring_outgoing_to(office, "approved", finance.agency)
    page = _text(client.get(f"/van-ban/{letter.pk}/"))
    assert f'<option value="giu-{hold.pk}">Số giữ 01, ghi ngày' in page
    done = client.post(f"/van-ban/{letter.pk}/cap-so/", {"place": f"giu-{hold.pk}"}, follow=True)
    assert "Đã cấp số" in _text(done)
    letter.refresh_from_db()
    assert (letter.number, letter.issued_on) == ("01", hold.held_on)
    assert "đã dùng" in _text(client.get(HELD))


def test_number_of_nobody_is_refused_on_the_page(
    office: Office, finance: Office, sign_in: SignIn
) -> None:
    letter = bring_outgoing_to(office, "approved", finance.agency)
    answer = sign_in(office.clerk).post(f"/van-ban/{letter.pk}/cap-so/", {"place": "giu-999"})
    # Without a held number there is nothing to choose: the next one is given.
    assert answer.status_code == 302
    other = bring_outgoing_to(office, "approved", finance.agency, subject="thư hai")
    sign_in(office.clerk).post(HELD, PAPER)
    wrong = sign_in(office.clerk).post(f"/van-ban/{other.pk}/cap-so/", {"place": "giu-999"})
    assert wrong.status_code == 422
    other.refresh_from_db()
    assert other.state == "approved"


def test_leader_strikes_a_held_number_that_stays_in_the_book(
    office: Office, finance: Office, sign_in: SignIn
) -> None:
    bring_outgoing_to(office, "numbered", finance.agency)
    hold = hold_number(office.clerk, agency_pk=office.agency.pk, now=NOW, **PAPER)
    assert "Hủy số" not in _text(sign_in(office.clerk).get(HELD))
    url = f"{HELD}{hold.pk}/huy/"
    assert sign_in(office.clerk).post(url, {"reason": REASON}).status_code == 403
    assert sign_in(finance.leader).post(url, {"reason": REASON}).status_code == 404
    leader = sign_in(office.leader)
    wrong = leader.post(url, {"reason": "thôi"})
    assert (wrong.status_code, '<details class="act" open>' in _text(wrong)) == (422, True)
    assert "số vẫn nằm trong sổ" in _text(leader.post(url, {"reason": REASON}, follow=True))
    book = _text(leader.get("/van-ban/di/?nam=2009"))
    assert '<tr class="void"><td class="num"><b>02</b>' in book
    assert REASON in book
    assert "Số giữ chưa thành văn bản" in _text(leader.get("/van-ban/so/di/2009/"))


def test_line_dated_earlier_from_asking_to_the_book(office: Office, sign_in: SignIn) -> None:
    day = clock.today() - timedelta(days=1)
    open_register(office.agency, "in", day.year)
    clerk, leader = sign_in(office.clerk), sign_in(office.leader)
    asked = {"direction": "in", "day": f"{day:%d/%m/%Y}", "paper": "công văn 7", "reason": REASON}
    assert clerk.post(EARLIER, asked | {"day": f"{clock.today():%d/%m/%Y}"}).status_code == 422
    assert clerk.post(EARLIER, asked).status_code == 302
    row = EarlierDay.objects.get()
    assert "Xin ghi lùi ngày" in _text(leader.get("/"))
    assert "Cho phép" not in _text(clerk.get(EARLIER))
    assert "Ngày đến</label>" not in _text(clerk.get("/van-ban/vao-so/"))
    url = f"{EARLIER}{row.pk}/tra-loi/"
    assert clerk.post(url, {"is_granted": "1"}).status_code == 403
    assert leader.post(url, {"answer": ""}).status_code == 422
    assert leader.post(url, {"is_granted": "1"}).status_code == 302
    assert f'<option value="{row.pk}">{day:%d/%m/%Y} – công văn 7' in _text(
        clerk.get("/van-ban/vao-so/")
    )
    fields = {
        "symbol": "7/SNV",
        "issued_on": f"{day:%d/%m/%Y}",
        "issuer": "Sở Nội vụ",
        "doc_type": "cong_van",
        "subject": "rà soát biên chế",
        "earlier_pk": str(row.pk),
    }
    done = _text(clerk.post("/van-ban/vao-so/", fields, follow=True))
    assert f"ngày {day:%d/%m/%Y}" in done
    entry = RegisterEntry.objects.get()
    assert entry.entered_on == day
    assert "Ghi lùi ngày, Nguyễn Văn Bình duyệt" in _text(clerk.get("/van-ban/"))


def test_leader_who_says_no_is_read_by_the_clerk(office: Office, sign_in: SignIn) -> None:
    day = clock.today() - timedelta(days=1)
    open_register(office.agency, "out", day.year)
    asked = {"direction": "out", "day": f"{day:%d/%m/%Y}", "paper": "tờ trình", "reason": REASON}
    sign_in(office.clerk).post(EARLIER, asked)
    row = EarlierDay.objects.get()
    sign_in(office.leader).post(f"{EARLIER}{row.pk}/tra-loi/", {"answer": "Không có lý do gì."})
    assert "Không có lý do gì." in _text(sign_in(office.clerk).get(EARLIER))


def test_book_is_locked_closed_and_opened_on_its_page(office: Office, sign_in: SignIn) -> None:
    make_incoming(office)
    clerk, leader = sign_in(office.clerk), sign_in(office.leader)
    assert clerk.post(CLOSING, {"act": "lock", "reason": "x"}).status_code == 422
    clerk.post(CLOSING, {"act": "lock", "reason": "Kiểm tra cuối quý"})
    assert "Đang tạm khóa" in _text(clerk.get(CLOSING))
    clerk.post(CLOSING, {"act": "unlock"})
    wrong = clerk.post(CLOSING, {"act": "close", "until": "01/01/2010"})
    assert "Chọn ngày trong năm 2009" in _text(wrong)
    done = _text(clerk.post(CLOSING, {"act": "close", "until": "31/12/2009"}, follow=True))
    assert "Đã khóa sổ đến hết ngày 31/12/2009: 1 dòng." in done
    assert BookEvent.objects.get(kind="close").printed is not None
    assert "đã khóa sổ" in _text(clerk.get("/van-ban/giu-so/"))
    assert clerk.post(CLOSING, {"act": "reopen", "reason": REASON}).status_code == 403
    assert "Chỉ lãnh đạo cơ quan mở lại được" in _text(clerk.get(CLOSING))
    leader.post(CLOSING, {"act": "reopen", "reason": REASON})
    assert Register.objects.get().closed_until is None
    again = leader.post(CLOSING, {"act": "reopen", "reason": REASON})
    assert (again.status_code, "chưa khóa" in _text(again)) == (422, True)
    assert clerk.get("/van-ban/so/khac/2009/khoa/").status_code == 404


def test_long_book_is_closed_by_a_job(office: Office, sign_in: SignIn) -> None:
    from docflow.printing.closing import close_later
    from mailsvc.jobs.models import Job

    entry = make_incoming(office).entries.get()
    RegisterEntry.objects.bulk_create(
        RegisterEntry(
            series=entry.series,
            number=number,
            document=entry.document,
            entered_on=date(2009, 11, 16),
            entered_at=NOW,
            state="void",
            reason="dòng thử",
            voided_at=NOW,
        )
        for number in range(2, 503)
    )
    entry.series.__class__.objects.update(last_number=502)
    answer = sign_in(office.clerk).post(CLOSING, {"act": "close", "until": "31/12/2009"})
    job = Job.objects.get()
    assert answer["Location"] == f"/viec-nen/{job.pk}/"
    assert job.work == close_later.path
    assert not BookEvent.objects.exists()


def test_locked_book_says_so_at_the_form_and_keeps_what_was_typed(
    office: Office, sign_in: SignIn
) -> None:
    today = clock.today()
    book = open_register(office.agency, "in", today.year)
    lock_register(office.clerk, register_pk=book.pk, reason="Kiểm tra cuối quý")
    fields = {
        "symbol": "7/SNV",
        "issued_on": f"{today:%d/%m/%Y}",
        "issuer": "Sở Nội vụ",
        "doc_type": "cong_van",
        "subject": "rà soát biên chế",
    }
    client = sign_in(office.clerk)
    answer = client.post("/van-ban/vao-so/", fields)
    assert answer.status_code == 422
    assert "văn thư mở tạm khóa rồi cấp số" in _text(answer)
    assert 'value="rà soát biên chế"' in _text(answer)
    assert not RegisterEntry.objects.exists()
    unlock_register(office.clerk, register_pk=book.pk)
    assert client.post("/van-ban/vao-so/", fields).status_code == 302


def test_clerk_holds_an_arrival_number_and_picks_it_when_the_paper_comes(
    office: Office, sign_in: SignIn
) -> None:
    client = sign_in(office.clerk)
    assert "Số giữ" not in _text(client.get("/van-ban/vao-so/"))
    page = client.post(HELD, PAPER | {"direction": "in"}, follow=True)
    assert "Đã giữ số 01 (Văn bản đến)" in _text(page)
    hold = NumberHold.objects.get()
    form = _text(client.get("/van-ban/vao-so/"))
    assert f"Số giữ 01, ghi ngày {hold.held_on:%d/%m/%Y}: báo cáo quý IV" in form
    data = {
        "symbol": "77/SNV",
        "issued_on": f"{hold.held_on:%d/%m/%Y}",
        "issuer": "Sở Nội vụ",
        "doc_type": "cong_van",
        "subject": "báo cáo quý IV",
        "hold_pk": str(hold.pk),
    }
    assert client.post("/van-ban/vao-so/", data | {"hold_pk": "999"}).status_code == 422
    assert client.post("/van-ban/vao-so/", data).status_code == 302
    assert RegisterEntry.objects.get().hold == hold


def test_form_says_that_the_book_is_shut_before_one_types(office: Office, sign_in: SignIn) -> None:
    client = sign_in(office.clerk)
    book = open_register(office.agency, "in", clock.today().year)
    assert "bây giờ chưa lấy được số đến" not in _text(client.get("/van-ban/vao-so/"))
    lock_register(office.clerk, register_pk=book.pk, reason=REASON)
    assert "Sổ đang tạm khóa: bây giờ chưa lấy được số đến." in _text(
        client.get("/van-ban/vao-so/")
    )
    unlock_register(office.clerk, register_pk=book.pk)
    assert "bây giờ chưa lấy được số đến" not in _text(client.get("/van-ban/vao-so/"))
