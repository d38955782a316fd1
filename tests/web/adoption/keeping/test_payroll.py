"""A payroll file on its pages: preview first, wrong lines by number, apply, take back."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.utils import override_settings

from mailsvc.audit.models import AuditEvent
from mailsvc.directory.models import Agency, Post
from mailsvc.payroll.models import PayrollFile
from mailsvc.sheets import reading
from mailsvc.sheets.values import Sheet
from mailsvc.sheets.xlsx_file import write_xlsx
from tests.service.usage.support import make_people
from tests.web.adoption.keeping.conftest import text_of

pytestmark = pytest.mark.django_db

URL = "/thong-ke/bien-che/"
HEAD = "Số hiệu;Họ tên;Cơ quan;Chức vụ;Loại;Từ ngày;Đến ngày"


def send(client: Client, *lines: str, month: str = "11/2009", name: str = "bc.csv") -> object:
    content = "\r\n".join((HEAD, *lines)).encode("utf-8-sig")
    return client.post(URL, {"month": month, "file": SimpleUploadedFile(name, content)})


def test_preview_apply_and_undo(keeper: Client, treasury: Agency) -> None:
    stays, goes = make_people(treasury, 2)
    answer = send(
        keeper,
        f"{stays.payroll_number};{stays.full_name};STC;Chuyên viên;công chức;01/01/2009;",
        "M001;Sùng Thị Mỷ;STC;Kế toán;công chức;02/11/2009;",
    )
    assert answer.status_code == 302
    url = answer["Location"]
    page = text_of(keeper.get(url))
    assert "Nạp tệp này: 1 người vào, 0 người chuyển, 1 người ra" in page
    assert "Sùng Thị Mỷ" in page and goes.full_name in page and "1 người giữ nguyên" in page
    assert Post.objects.filter(agency=treasury).count() == 2, "a preview changes nothing"
    assert keeper.get(f"{url}nap/").status_code == 405
    assert keeper.post(f"{url}nap/").status_code == 302
    page = text_of(keeper.get(url))
    assert "Đã nạp: 1 vị trí mới, 1 vị trí kết thúc" in page and "Hoàn tác cả tệp" in page
    assert keeper.post(f"{url}nap/").status_code == 409
    assert keeper.post(f"{url}hoan-tac/").status_code == 302
    assert Post.objects.filter(agency=treasury, valid_to=None).count() == 2
    assert "Tệp này đã được hoàn tác" in text_of(keeper.get(url))
    actions = AuditEvent.objects.filter(chain="payroll").values_list("action", flat=True)
    assert list(actions.order_by("pk")) == ["apply_payroll", "undo_payroll"]


def test_wrong_lines_are_named_and_there_is_no_button(keeper: Client, treasury: Agency) -> None:
    make_people(treasury, 3)
    answer = send(
        keeper,
        "M000;Lò Thị Ín;STC;;;01/01/2009;",
        "M001;Pản;STC;;;01/01/2009;",
        "M002;Lò Văn Pản;X<b>;;;01/01/2009;",
    )
    page = text_of(keeper.get(answer["Location"]))
    assert "2 dòng sai: chưa nạp được, chưa có gì thay đổi" in page
    assert '<th scope="row" class="r">4</th>' in page and "X&lt;b&gt;" in page
    # Who would leave is not told before the lines are right.
    assert "Nạp tệp này" not in page and "Người ra" not in page
    pk = PayrollFile.objects.get().pk
    assert keeper.post(f"{URL}{pk}/nap/").status_code == 409
    assert "2 dòng sai" in text_of(keeper.get(URL))


def test_the_title_says_what_became_of_the_files(keeper: Client, treasury: Agency) -> None:
    assert "<h1>Chưa có tệp biên chế nào" in text_of(keeper.get(URL))
    day = datetime(2026, 11, 26, 4, 45, tzinfo=UTC)
    for state, errors in (("applied", {}), ("undone", {}), ("read", {"2": "sai"}), ("read", {})):
        PayrollFile.objects.create(
            ym=202610, name="bc.csv", state=state, errors=errors, read_by="a@x.example", read_at=day
        )
    page = text_of(keeper.get(URL))
    told = "1 đã nạp, 1 đã hoàn tác, 1 có dòng sai, 1 chờ xác nhận"
    assert f"<h1>4 tệp biên chế đã gửi: {told}</h1>" in page
    assert '<td>a@x.example</td><td class="nowrap">11:45 26/11/2026</td>' in page


def test_the_codes_a_file_needs_stand_beside_the_form(keeper: Client, treasury: Agency) -> None:
    page = text_of(keeper.get(URL))
    assert f"<code>{treasury.code}</code></th><td>{treasury.name}</td>" in page


def test_an_excel_file_with_a_name_of_tricks(keeper: Client, treasury: Agency) -> None:
    sheet = Sheet("B", HEAD.split(";"), [["M1", "Lò Thị Xoan", "STC", "", "", "01/02/2009", ""]])
    upload = SimpleUploadedFile('"><script>\r\nX: y.xlsx', write_xlsx([sheet]))
    answer = keeper.post(URL, {"month": "2009-11", "file": upload})
    page = text_of(keeper.get(answer["Location"]))
    assert "1 người vào" in page and "<script>" not in page.replace("<script src", "")


@pytest.mark.parametrize(
    ("content", "month", "says"),
    [
        (b"", "11/2009", "rỗng"),
        (b"so_hieu;ho_ten\r\n1;2", "11/2009", "Tệp thiếu cột: co_quan"),
        (b"\x00\xff\x00", "11/2009", "Tệp"),
        (b"x;y", "13/2009", "Gõ tháng theo dạng tháng/năm"),
        (b"x;y", "thang 11", "Gõ tháng theo dạng tháng/năm"),
    ],
)
def test_what_is_no_payroll_is_refused_at_the_form(
    keeper: Client, content: bytes, month: str, says: str
) -> None:
    answer = keeper.post(URL, {"month": month, "file": SimpleUploadedFile("x.csv", content)})
    assert answer.status_code == 422
    assert says in text_of(answer)
    assert not PayrollFile.objects.exists()


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=None)
def test_a_huge_file_is_refused_without_being_read(
    keeper: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = SimpleUploadedFile("x.csv", b"x" * (reading.BYTES_MAX + 1))
    answer = keeper.post(URL, {"month": "11/2009", "file": upload})
    assert answer.status_code == 422
    assert "Tệp lớn hơn 10 MB" in text_of(answer)


def test_the_template_is_a_file_the_page_takes(keeper: Client, treasury: Agency) -> None:
    sample = keeper.get(f"{URL}mau.csv")
    upload = SimpleUploadedFile("mau.csv", sample.content)
    answer = keeper.post(URL, {"month": "11/2009", "file": upload})
    assert "1 người vào" in text_of(keeper.get(answer["Location"]))
