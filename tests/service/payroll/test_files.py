"""A payroll file: read, previewed, applied, undone; wrong lines named, nothing half done."""

import pytest

from mailsvc.base.errors import Conflict, Forbidden, Invalid
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Agency, Post, StaffClass
from mailsvc.directory.roles import Role
from mailsvc.payroll import files
from mailsvc.payroll.models import PayrollFile
from mailsvc.sheets.values import Sheet
from mailsvc.sheets.xlsx_file import write_xlsx
from mailsvc.usage import rollup, selectors
from mailsvc.usage.counts import Source
from mailsvc.usage.models import DirtyPeriod
from tests import factories
from tests.service.usage.support import NOVEMBER, make_people

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]

HEAD = "Số hiệu;Họ tên;Cơ quan;Chức vụ;Loại;Từ ngày;Đến ngày"


@pytest.fixture
def keeper() -> Actor:
    return factories.make_member(factories.make_agency("SNV", "Sở Nội vụ"), Role.STATISTICIAN).actor


@pytest.fixture
def treasury() -> Agency:
    return factories.make_agency("STC", "Sở Tài chính")


def csv(*lines: str) -> bytes:
    return "\ufeff".encode() + "\r\n".join((HEAD, *lines)).encode()


def people_of(agency: Agency) -> list[str]:
    """Who is paid there at the month's end."""
    posts = Post.objects.filter(agency=agency, valid_from__lte="2009-11-30")
    open_ = posts.exclude(valid_to__lte="2009-11-30").select_related("person")
    return sorted(post.person.full_name for post in open_)


def read(actor: Actor, *lines: str) -> PayrollFile:
    return files.read_file(actor, ym=NOVEMBER, name="bien-che.csv", content=csv(*lines))


def test_hires_moves_and_leavers_are_previewed_applied_and_undone(
    keeper: Actor, treasury: Agency
) -> None:
    stays, goes, moves = make_people(treasury, 3)
    health = factories.make_agency("SYT", "Sở Y tế")
    before = (people_of(treasury), people_of(health))
    file = read(
        keeper,
        f"{stays.payroll_number};{stays.full_name};STC;Chuyên viên;công chức;01/01/2009;",
        f"{moves.payroll_number};{moves.full_name};SYT;Phó phòng;công chức;16/11/2009;",
        "M001;Sùng Thị Mỷ;STC;Kế toán;viên chức;02/11/2009;",
    )
    assert file.errors == {}
    plan = files.preview(keeper, pk=file.pk)
    assert [line.name for line in plan.hires] == ["Sùng Thị Mỷ"]
    assert [line.agency for _, line in plan.moves] == ["SYT"]
    assert [leaver.post.person for leaver in plan.leavers] == [goes]
    assert plan.unchanged == 1
    assert plan.warnings == ("Sở Tài chính: 1 người không còn trong tệp",)
    assert (people_of(treasury), people_of(health)) == before, "a preview changes nothing"
    files.apply_file(keeper, pk=file.pk)
    assert people_of(treasury) == sorted([stays.full_name, "Sùng Thị Mỷ"])
    assert people_of(health) == [moves.full_name]
    hired = Post.objects.get(person__payroll_number="M001")
    assert (hired.staff_class, hired.title) == (StaffClass.PUBLIC, "Kế toán")
    rollup.fill(NOVEMBER)
    lines = {one.code: one for one in selectors.adoption_report(NOVEMBER).agencies}
    assert lines["SYT"].source == Source.PAYROLL
    files.undo_file(keeper, pk=file.pk)
    assert (people_of(treasury), people_of(health)) == before
    assert PayrollFile.objects.get().state == PayrollFile.State.UNDONE
    assert DirtyPeriod.objects.filter(ym=NOVEMBER, reason="payroll").exists()


def test_each_wrong_line_says_why_and_nothing_is_applied(keeper: Actor, treasury: Agency) -> None:
    file = read(
        keeper,
        "M001;Sùng Thị Mỷ;STC;;;02/11/2009;",
        ";Lò Văn Pản;STC;;;01/01/2009;",
        "M003;Pản;STC;;;01/01/2009;",
        "M004;Lò Văn Pản;KHONG;;;01/01/2009;",
        "M005;Lò Văn Pản;STC;;tạm tuyển;01/01/2009;",
        "M006;Lò Văn Pản;STC;;;2009;",
        "M007;Lò Văn Pản;STC;;;01/12/2009;",
        "M008;Lò Văn Pản;STC;;;02/11/2009;01/11/2009",
        "M001;Sùng Thị Mỷ;STC;;;02/11/2009;",
    )
    assert list(file.errors) == ["3", "4", "5", "6", "7", "8", "9", "10"]
    assert file.errors["5"] == "không có cơ quan mã 'KHONG'"
    assert file.errors["10"] == "số hiệu M001 đã có ở dòng 2"
    with pytest.raises(Conflict):
        files.apply_file(keeper, pk=file.pk)
    assert people_of(treasury) == []


def test_a_spreadsheet_file_is_read_like_csv(keeper: Actor, treasury: Agency) -> None:
    sheet = Sheet(
        "Biên chế", HEAD.split(";"), [["M001", "Lò Thị Xoan", "STC", "", "", "01/02/2009", ""]]
    )
    file = files.read_file(keeper, ym=NOVEMBER, name="bc.xlsx", content=write_xlsx([sheet]))
    files.apply_file(keeper, pk=file.pk)
    assert people_of(treasury) == ["Lò Thị Xoan"]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"PK\x03\x04 not a workbook", id="broken xlsx"),
        pytest.param(b"so_hieu;ho_ten\r\n1;2", id="columns missing"),
        pytest.param(b"\x00\x01\x02;\xff\xfe", id="binary"),
    ],
)
def test_what_is_no_payroll_is_refused(keeper: Actor, content: bytes) -> None:
    with pytest.raises(Invalid):
        files.read_file(keeper, ym=NOVEMBER, name="x", content=content)
    assert not PayrollFile.objects.exists()


@pytest.mark.parametrize("role", [Role.LEADER, Role.CLERK, Role.OFFICER])
def test_others_neither_read_nor_apply_nor_undo(
    treasury: Agency, keeper: Actor, role: Role
) -> None:
    file = read(keeper, "M001;Sùng Thị Mỷ;STC;;;02/11/2009;")
    actor = factories.make_member(treasury, role).actor
    acts = [
        lambda: read(actor, "M002;Lò Văn Pản;STC;;;02/11/2009;"),
        lambda: files.preview(actor, pk=file.pk),
        lambda: files.apply_file(actor, pk=file.pk),
        lambda: files.undo_file(actor, pk=file.pk),
        lambda: files.list_files(actor),
    ]
    for act in acts:
        with pytest.raises(Forbidden):
            act()
    assert PayrollFile.objects.get().state == PayrollFile.State.READ


def test_a_file_is_applied_once_and_only_the_latest_is_undone(
    keeper: Actor, treasury: Agency
) -> None:
    first = read(keeper, "M001;Sùng Thị Mỷ;STC;;;02/11/2009;")
    files.apply_file(keeper, pk=first.pk)
    with pytest.raises(Conflict):
        files.apply_file(keeper, pk=first.pk)
    second = read(keeper, "M001;Sùng Thị Mỷ;STC;;;02/11/2009;", "M002;Lò Văn Pản;STC;;;02/11/2009;")
    files.apply_file(keeper, pk=second.pk)
    with pytest.raises(Conflict):
        files.undo_file(keeper, pk=first.pk)
    files.undo_file(keeper, pk=second.pk)
    files.undo_file(keeper, pk=first.pk)
    assert people_of(treasury) == []


def test_a_rehired_person_is_the_same_person(keeper: Actor, treasury: Agency) -> None:
    (person,) = make_people(treasury, 1)
    Post.objects.filter(person=person).update(valid_to="2009-06-01")
    file = read(keeper, f"{person.payroll_number};{person.full_name};STC;;;02/11/2009;")
    files.apply_file(keeper, pk=file.pk)
    assert person.posts.count() == 2


def test_a_name_that_differs_is_a_warning(keeper: Actor, treasury: Agency) -> None:
    (person,) = make_people(treasury, 1)
    file = read(keeper, f"{person.payroll_number};Lò Văn Khác;STC;;;01/01/2009;")
    warnings = files.preview(keeper, pk=file.pk).warnings
    assert warnings == (f"{person.payroll_number}: tên trong hệ thống là Lò Văn Pản",)
