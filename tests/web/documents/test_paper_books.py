"""Pages of the books about paper: written by the clerk, read by the leader, printed by both."""

import io
from pathlib import Path

from docx import Document as read_docx
from openpyxl import load_workbook

from docflow.papers.models import CopyUse, Posting, SecretPaper
from mailsvc.base import clock
from mailsvc.jobs.models import Job
from mailsvc.jobs.run import folder
from mailsvc.jobs.worker import run_waiting
from tests.service.docflow.offices import REASON, Office, bring_outgoing_to, make_incoming
from tests.web.documents.test_keeping import SignIn, _text
from webui.documents.day_print import AT_ONCE

POSTS = "/van-ban/giu-so/chuyen-giao/"
COPIES = "/van-ban/giu-so/ban-luu/"
SECRETS = "/van-ban/giu-so/van-ban-mat/"


def _days() -> dict[str, str]:
    today = clock.today()
    return {"since": f"01/01/{today.year}", "until": f"{today:%d/%m/%Y}", "act": "print"}


def test_clerk_writes_a_post_and_prints_the_book(office: Office, sign_in: SignIn) -> None:
    letter = bring_outgoing_to(office, "numbered")
    client = sign_in(office.clerk)
    assert "Chưa chuyển văn bản giấy nào" in _text(client.get(POSTS))
    data = {
        "symbol": "7/STTTT-CNTT",
        "posted_on": f"{clock.today():%d/%m/%Y}",
        "to_place": "UBND huyện Mường Nhé",
        "envelopes": "2",
    }
    wrong = client.post(POSTS, data)
    assert wrong.status_code == 422
    assert "Không có văn bản đi mang số, ký hiệu này trong sổ." in _text(wrong)
    assert "UBND huyện Mường Nhé" in _text(wrong)  # what was typed stays
    page = _text(client.post(POSTS, data | {"symbol": letter.symbol}, follow=True))
    assert "Đã ghi sổ chuyển: 01/STTTT-CNTT" in page
    assert "2 bì" in page
    printed = client.post(POSTS, _days() | {"kind": "docx"})
    table = read_docx(io.BytesIO(printed.content)).tables[0]
    assert len(table.columns) == 6
    assert [cell.text for cell in table.rows[1].cells] == [f"({n})" for n in range(1, 7)]
    assert [cell.text for cell in table.rows[2].cells][1:4] == [
        "01/STTTT-CNTT",
        "UBND huyện Mường Nhé",
        "2",
    ]
    assert client.post(POSTS, _days() | {"since": "x", "kind": "pdf"}).status_code == 422
    assert "Sổ chuyển giao, quyển 1: từ 01/01/" in _text(client.get(POSTS))
    leader = sign_in(office.leader)
    assert "Ghi sổ</button>" not in leader.get(POSTS).content.decode()
    assert leader.post(POSTS, data | {"symbol": letter.symbol}).status_code == 403
    assert Posting.objects.count() == 1


def test_copy_goes_out_and_comes_back(office: Office, sign_in: SignIn) -> None:
    letter = bring_outgoing_to(office, "numbered")
    client = sign_in(office.clerk)
    data = {
        "symbol": letter.symbol,
        "user_pk": str(office.officer.person_pk),
        "allowed_by_pk": str(office.leader.person_pk),
        "used_on": f"{clock.today():%d/%m/%Y}",
    }
    page = _text(client.post(COPIES, data, follow=True))
    assert "Quàng Thị Hoa lấy bản lưu 01/STTTT-CNTT" in page
    assert "chưa trả" in page
    twice = client.post(COPIES, data)
    assert (twice.status_code, CopyUse.objects.count()) == (422, 1)
    assert "đang có người dùng" in _text(twice)
    pk = CopyUse.objects.get().pk
    assert sign_in(office.leader).post(f"{COPIES}{pk}/da-tra/").status_code == 403
    back = _text(client.post(f"{COPIES}{pk}/da-tra/", follow=True))
    assert "Đã ghi trả bản lưu 01/STTTT-CNTT." in back
    printed = client.post(COPIES, _days() | {"kind": "pdf"})
    assert printed.content.startswith(b"%PDF-")
    refused = client.post(COPIES, _days() | {"since": "x", "kind": "pdf"})
    assert refused.status_code == 422
    assert "Ghi số, ký hiệu văn bản." not in _text(refused)  # the form above was not sent


def test_a_long_book_is_a_job_and_never_cut_short(
    office: Office, sign_in: SignIn, tmp_path: Path, settings
) -> None:
    settings.JOBS_DIR = tmp_path / "jobs"
    letter = bring_outgoing_to(office, "numbered")
    line = {
        "agency_id": letter.agency_id,
        "document": letter,
        "posted_on": clock.today(),
        "envelopes": 1,
        "written_by_id": office.clerk.person_pk,
        "written_at": clock.now(),
    }
    Posting.objects.bulk_create(
        Posting(to_place=f"UBND xã số {number}", **line) for number in range(AT_ONCE + 1)
    )
    client = sign_in(office.clerk)
    asked = client.post(POSTS, _days() | {"kind": "xlsx"})
    job = Job.objects.get()
    assert asked["Location"] == f"/viec-nen/{job.pk}/"
    run_waiting()
    job.refresh_from_db()
    assert (job.status, job.file_name) == (Job.Status.DONE, "so-chuyen-giao.xlsx")
    sheet = load_workbook(io.BytesIO(folder(job.pk).joinpath("result").read_bytes())).active
    places = {cell.value for row in sheet.iter_rows() for cell in row}
    assert {"UBND xã số 0", f"UBND xã số {AT_ONCE}"} <= places
    assert "Cộng: 201 dòng." in places


def test_secret_paper_is_a_number_and_no_more(office: Office, sign_in: SignIn) -> None:
    client = sign_in(office.clerk)
    blank = client.get(SECRETS).content.decode()
    for name in ("subject", "symbol", "uploads", "file"):
        assert f'name="{name}"' not in blank
    assert SECRETS in client.get("/van-ban/vao-so/").content.decode()
    data = {
        "direction": "in",
        "level": "toi_mat",
        "issuer": "Công an tỉnh",
        "holder_pk": str(office.clerk.person_pk),
        "subject": "kế hoạch phòng thủ",  # nobody asked for it, nobody keeps it
    }
    assert client.post(SECRETS, data | {"level": "thuong"}).status_code == 422
    page = _text(client.post(SECRETS, data, follow=True))
    assert "Đã ghi sổ văn bản mật số 01." in page
    assert "TỐI MẬT" in page
    assert "phòng thủ" not in page
    for actor in (office.officer, office.head, office.sysadmin):
        assert sign_in(actor).get(SECRETS).status_code == 403
    pk = SecretPaper.objects.get().pk
    leader = sign_in(office.leader)
    assert leader.post(f"{SECRETS}{pk}/huy/", {"reason": "ngắn"}).status_code == 422
    struck = _text(leader.post(f"{SECRETS}{pk}/huy/", {"reason": REASON}, follow=True))
    assert "<s>01</s>" in struck
    assert sign_in(office.clerk).post(f"{SECRETS}{pk}/huy/", {"reason": REASON}).status_code == 403


def test_follow_up_book_is_printed_from_the_page_of_the_book(
    office: Office, sign_in: SignIn
) -> None:
    make_incoming(office)
    client = sign_in(office.clerk)
    url = "/van-ban/so/den/2009/"
    assert "Sổ theo dõi giải quyết văn bản đến" in _text(client.get(url))
    days = {"since": "01/01/2009", "until": "31/12/2009", "kind": "xlsx"}
    printed = client.post(url, days | {"what": "theo-doi"})
    assert "so-theo-doi-giai-quyet-2009.xlsx" in printed["Content-Disposition"]
    assert client.post(url, days)["Content-Disposition"].endswith('so-van-ban-den-2009.xlsx"')
    assert client.post(url, days | {"what": "x"}).status_code == 200  # the form again
