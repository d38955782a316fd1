"""Fields read from the text of documents and mails."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docflow.rules.fields import find_symbol, read_fields, tidy_mail_subject
from docflow.rules.kinds import DocType, find_nearest

LETTER = """\
ỦY BAN NHÂN DÂN TỈNH ĐIỆN BIÊN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
VĂN PHÒNG Độc lập - Tự do - Hạnh phúc
Số: 1842/UBND-CNTT Điện Biên Phủ, ngày 21 tháng 12 năm 2009
V/v báo cáo tình hình ứng dụng công nghệ thông tin
quý IV năm 2009
KHẨN

Kính gửi: Sở Thông tin và Truyền thông
Thực hiện Kế hoạch số 88/KH-UBND ngày 01/02/2009 …
"""

DECISION = """\
SỞ NỘI VỤ
Số: 15/QĐ-SNV
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Điện Biên Phủ, ngày 05 tháng 01 năm 2009

QUYẾT ĐỊNH
Về việc bổ nhiệm công chức

Căn cứ Luật cán bộ, công chức
"""


def test_letter_is_read() -> None:
    found = read_fields(LETTER)
    assert (found.number, found.notation) == ("1842", "UBND-CNTT")
    assert found.issued_on == date(2009, 12, 21)
    assert found.doc_type == "cong_van"
    assert found.subject == "báo cáo tình hình ứng dụng công nghệ thông tin quý IV năm 2009"
    assert found.urgency == "khan"
    assert found.issuer == "Văn phòng ủy ban nhân dân tỉnh điện biên"


def test_wrapped_name_of_an_agency_is_joined() -> None:
    head = "UBND TỈNH ĐIỆN BIÊN\nSỞ THÔNG TIN VÀ TRUYỀN\nTHÔNG\nSố: 01/STTTT-CNTT\nV/v họp"
    assert read_fields(head).issuer == "Sở thông tin và truyền thông"


def test_decision_is_read() -> None:
    found = read_fields(DECISION)
    assert (found.number, found.notation, found.doc_type) == ("15", "QĐ-SNV", "quyet_dinh")
    assert found.subject == "bổ nhiệm công chức"
    assert found.issuer == "Sở nội vụ"
    assert found.issued_on == date(2009, 1, 5)


def test_type_of_the_agency_s_own_list_is_read() -> None:
    own = (DocType("rieng-7", "Phiếu hẹn", "PH", 1000),)
    by_notation = read_fields("Số: 12/PH-STTTT\nV/v trả kết quả", own=own)
    assert by_notation.doc_type == "rieng-7"
    head = "SỞ NỘI VỤ\nPHIẾU HẸN\nTrả kết quả hồ sơ\nKính gửi: ông A"
    by_name = read_fields(head, own=own)
    assert (by_name.doc_type, by_name.issuer) == ("rieng-7", "Sở nội vụ")
    assert by_name.subject == "Trả kết quả hồ sơ"
    assert read_fields(head).doc_type == ""


@pytest.mark.parametrize(
    ("name", "abbr", "code"),
    [
        ("quyet dinh", "", "quyet_dinh"),
        ("Thông báo kết luận", "", "thong_bao"),
        ("Báo cáo", "XX", "bao_cao"),
        ("Tên lạ", "TTr", "to_trinh"),
        ("Thông", "", None),
        ("", "", None),
    ],
)
def test_type_of_another_list_becomes_the_nearest(name: str, abbr: str, code: str | None) -> None:
    found = find_nearest(name, abbr)
    assert (found.code if found else None) == code


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("Số: 07/GM-UBND", ("07", "GM-UBND")),
        ("số 356 /STC-NS ngày", ("356", "STC-NS")),
        ("Công văn 2125/BTTTT-ƯDCNTT ngày 09/7", ("2125", "BTTTT-ƯDCNTT")),
        ("ngày 21/12/2009", ("", "")),
        ("Tỷ lệ 3/4 và 24/7", ("", "")),
        ("", ("", "")),
    ],
)
def test_symbol_is_found(text: str, symbol: tuple[str, str]) -> None:
    assert find_symbol(text) == symbol


def test_impossible_day_is_passed_over() -> None:
    found = read_fields("ngày 30 tháng 02 năm 2009 … ngày 02 tháng 3 năm 2009")
    assert found.issued_on == date(2009, 3, 2)


@pytest.mark.parametrize(
    ("subject", "tidy"),
    [
        ("Fwd: RE: V/v báo cáo quý IV", "báo cáo quý IV"),
        ("Về việc họp giao ban", "họp giao ban"),
        ("Giấy mời họp", "Giấy mời họp"),
        ("Trả lời: Chuyển tiếp: Giấy mời", "Giấy mời"),
    ],
)
def test_mail_subject_becomes_the_abstract(subject: str, tidy: str) -> None:
    assert tidy_mail_subject(subject) == tidy


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("Số:/ 0123456789-VvQĐ\nngàytháăm.UBND"), max_size=300))
def test_any_text_gives_fields_within_bounds(text: str) -> None:
    found = read_fields(text)
    assert len(found.number) <= 11
    assert len(found.notation) <= 30
    assert len(found.subject) <= 500
