"""Books about paper: posts, kept copies, the bare numbers of state secrets, follow-up of work."""

import io
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook

from docflow.deadlines.services import Answer, answer_extension, ask_extension
from docflow.documents.models import Document
from docflow.papers import consistency
from docflow.papers.models import CopyUse, Posting, SecretPaper, SecretSeries
from docflow.papers.selectors import list_copy_uses, list_postings, list_secrets
from docflow.papers.services import (
    enter_secret,
    lend_copy,
    post_document,
    take_back_copy,
    void_secret,
)
from docflow.printing.follow_up import COLUMNS
from docflow.printing.papers import COPIES, POSTS
from docflow.printing.volumes import Volume, make_volume, write_volume
from docflow.register.access import access_book
from docflow.register.book_selectors import list_prints
from docflow.register.models import PrintedRange, Register
from docflow.register.prints import Book, Kind
from docflow.routing import services
from docflow.routing.models import Assignment
from mailsvc.audit.models import AuditEvent
from mailsvc.base import clock
from mailsvc.base.errors import Conflict, Forbidden, Invalid, NotFound
from mailsvc.directory.actor import SYSTEM, Actor
from tests.service.docflow.offices import (
    NOW,
    REASON,
    Office,
    bring_incoming_to,
    bring_outgoing_to,
    make_incoming,
)

pytestmark = pytest.mark.django_db
TODAY = date(2009, 11, 16)


def _post(office: Office, actor: Actor | None = None, **changes: object) -> Posting:
    values: dict[str, object] = {
        "agency_pk": office.agency.pk,
        "symbol": "1/STTTT-CNTT",
        "posted_on": TODAY,
        "to_place": "UBND huyện Mường Nhé",
        "envelopes": 2,
        "now": NOW,
    }
    return post_document(actor or office.clerk, **(values | changes))


def test_post_is_a_line_in_six_legal_columns(office: Office) -> None:
    letter = bring_outgoing_to(office, "numbered")
    line = _post(office, note="bưu phẩm bảo đảm")
    assert line.document == letter
    contents = _print(office, Kind.POSTS).contents
    assert (contents.columns, len(POSTS)) == (POSTS, 6)
    assert contents.lines == [
        ["16/11/2009", "01/STTTT-CNTT", "UBND huyện Mường Nhé", "2", "", "bưu phẩm bảo đảm"],
    ]
    assert AuditEvent.objects.filter(action="posting.write").count() == 1
    assert list_postings(office.leader, most=10) == [line]
    assert list_postings(office.officer, most=10) == []


def test_post_of_what_is_not_in_the_book_is_refused(office: Office, finance: Office) -> None:
    bring_outgoing_to(office, "numbered")
    make_incoming(office, "1842")
    wrong: list[dict[str, object]] = [
        {"symbol": "9/STTTT-CNTT"},
        {"symbol": "1842/UBND-CNTT"},
        {"symbol": "STTTT"},
        {"symbol": "1\x00/\r\n"},
        {"to_place": " \r\n"},
        {"to_place": "a" * 201},
        {"envelopes": 0},
        {"envelopes": 1000},
        {"posted_on": TODAY + timedelta(days=1)},
        {"posted_on": TODAY - timedelta(days=1)},
    ]
    for changes in wrong:
        with pytest.raises(Invalid):
            _post(office, **changes)
    for actor in (office.leader, office.officer, office.sysadmin, finance.clerk, SYSTEM):
        with pytest.raises(Forbidden):
            _post(office, actor)
    assert not Posting.objects.exists()


def _lend(office: Office, actor: Actor | None = None, **changes: object) -> CopyUse:
    values: dict[str, object] = {
        "agency_pk": office.agency.pk,
        "symbol": "01/STTTT-CNTT",
        "user_pk": office.officer.person_pk,
        "allowed_by_pk": office.leader.person_pk,
        "used_on": TODAY,
        "now": NOW,
    }
    return lend_copy(actor or office.clerk, **(values | changes))


def test_kept_copy_is_lent_by_a_leaders_leave_and_comes_back_once(
    office: Office, finance: Office
) -> None:
    bring_outgoing_to(office, "numbered")
    with pytest.raises(Invalid, match="một người trong cơ quan"):
        _lend(office, allowed_by_pk=office.officer.person_pk)
    with pytest.raises(Invalid):
        _lend(office, user_pk=finance.officer.person_pk)
    with pytest.raises(Forbidden):
        _lend(office, office.leader)
    line = _lend(office)
    with pytest.raises(Invalid, match="chưa trả"):
        _lend(office, user_pk=office.head.person_pk)
    with pytest.raises(NotFound):
        take_back_copy(finance.clerk, pk=line.pk)
    with pytest.raises(Forbidden):
        take_back_copy(office.leader, pk=line.pk)
    take_back_copy(office.clerk, pk=line.pk, now=NOW + timedelta(days=1))
    with pytest.raises(Conflict, match="17/11/2009"):
        take_back_copy(office.clerk, pk=line.pk)
    again = _lend(office, user_pk=office.head.person_pk)
    # Who has not given it back stands first.
    assert list_copy_uses(office.leader, most=10) == [again, line]
    assert list_copy_uses(office.head, most=10) == []


def test_kept_copies_in_nine_legal_columns(office: Office) -> None:
    bring_outgoing_to(office, "numbered")
    _lend(office)
    volume = _print(office, Kind.COPIES)
    assert (volume.contents.columns, len(COPIES)) == (COPIES, 9)
    assert volume.contents.lines[0] == [
        "16/11/2009",
        "Quàng Thị Hoa",
        "01/STTTT-CNTT, 16/11/2009",
        "Công văn: báo cáo số liệu thư điện tử năm 2009",
        "",
        "",
        "",
        "Nguyễn Văn Bình",
        "",
    ]
    book = load_workbook(io.BytesIO(write_volume(volume, "xlsx")))
    assert [cell.value for cell in book.active[1]] == [head for head, _share in COPIES]
    cover = [row[0].value for row in book["Bìa"].iter_rows()]
    assert cover == [
        "SỞ THÔNG TIN VÀ TRUYỀN THÔNG",
        "SỔ SỬ DỤNG BẢN LƯU",
        "Năm: 2009",
        "Từ ngày 16/11/2009 đến ngày 16/11/2009",
        "Quyển số: 1",
    ]


def test_each_print_of_a_book_about_paper_is_noted_with_its_hash(
    office: Office, finance: Office
) -> None:
    bring_outgoing_to(office, "numbered")
    first, again = _print(office, Kind.POSTS), _print(office, Kind.POSTS)
    _post(office)
    later = _print(office, Kind.POSTS)
    copies = _print(office, Kind.COPIES)
    rows = [one.printed for one in (first, again, later, copies)]
    assert [row.volume for row in rows] == [1, 2, 3, 1]
    assert first.printed.sha256 == again.printed.sha256 != later.printed.sha256
    events = AuditEvent.objects.filter(action__in=("posting.print", "copy.print"))
    assert [event.facts["sha256"] for event in events] == [row.sha256 for row in rows]
    assert [event.previous_hash for event in events] == [row.head_hash for row in rows]
    assert list_prints(Book(Kind.POSTS, office.agency)) == rows[2::-1]
    for actor in (office.officer, office.sysadmin, finance.clerk):
        with pytest.raises(Forbidden):
            _print(office, Kind.POSTS, actor)
        with pytest.raises(Forbidden):
            access_book(actor, kind=Kind.COPIES, pk=office.agency.pk)
    assert PrintedRange.objects.count() == 4
    assert access_book(office.leader, kind=Kind.COPIES, pk=office.agency.pk).register is None


def _print(office: Office, kind: PrintedRange.Kind, actor: Actor | None = None) -> Volume:
    register = None
    if kind == Kind.FOLLOW_UP:
        register = Register.objects.get(agency=office.agency, direction="in")
    book = Book(kind, office.agency, register)
    return make_volume(actor or office.clerk, book, since=TODAY, until=TODAY, now=NOW)


def _secret(office: Office, actor: Actor | None = None, **changes: object) -> SecretPaper:
    values: dict[str, object] = {
        "agency_pk": office.agency.pk,
        "direction": "in",
        "level": "mat",
        "issuer": "Công an tỉnh",
        "holder_pk": office.clerk.person_pk,
        "now": NOW,
    }
    return enter_secret(actor or office.clerk, **(values | changes))


def test_state_secret_gets_a_number_and_nothing_of_what_it_says(office: Office) -> None:
    first, second = _secret(office), _secret(office, level="tuyet_mat")
    outgoing = _secret(office, direction="out", issuer="")
    assert [first.number, second.number, outgoing.number] == [1, 2, 1]
    assert outgoing.issuer == office.agency.name
    names = {field.name for field in SecretPaper._meta.get_fields()}
    assert not names & {"subject", "symbol", "notation", "body", "note", "files", "document"}
    assert not Document.objects.exists()  # no search, no list, no notice can name it
    assert list_secrets(office.leader, year=2009, most=10) == [outgoing, second, first]
    assert list_secrets(office.officer, year=2009, most=10) == []
    facts = AuditEvent.objects.filter(action="secret_paper.enter").first()
    assert facts is not None
    assert set(facts.facts) == {"number", "level", "direction"}


def test_only_the_clerk_enters_a_secret_and_only_the_leader_strikes_it(
    office: Office, finance: Office
) -> None:
    for actor in (office.leader, office.officer, finance.clerk, office.sysadmin, SYSTEM):
        with pytest.raises(Forbidden):
            _secret(office, actor)
    wrong: list[dict[str, object]] = [
        {"level": "thuong"},
        {"level": "x"},
        {"direction": "x"},
        {"issuer": "\r\n"},
        {"holder_pk": finance.clerk.person_pk},
    ]
    for changes in wrong:
        with pytest.raises(Invalid):
            _secret(office, **changes)
    assert not SecretSeries.objects.filter(last_number__gt=0).exists()
    line = _secret(office)
    with pytest.raises(NotFound):
        void_secret(finance.leader, pk=line.pk, reason=REASON)
    with pytest.raises(Forbidden):
        void_secret(office.clerk, pk=line.pk, reason=REASON)
    with pytest.raises(Invalid):
        void_secret(office.leader, pk=line.pk, reason="thôi")
    void_secret(office.leader, pk=line.pk, reason=REASON)
    with pytest.raises(Conflict):
        void_secret(office.leader, pk=line.pk, reason=REASON)
    assert _secret(office).number == 2  # a struck number is never given again


def test_year_change_begins_the_secret_numbers_anew_and_a_lost_one_is_found(
    office: Office,
) -> None:
    december = clock.local(NOW).replace(month=12, day=31, hour=23, minute=59)
    assert _secret(office, now=december).number == 1
    january = december + timedelta(minutes=1)
    assert _secret(office, now=january).number == 1
    assert list(consistency.find_faults()) == []
    SecretSeries.objects.filter(year=2010).update(last_number=2)
    assert len(list(consistency.find_faults())) == 1
    SecretSeries.objects.filter(year=2010).update(last_number=1)


def test_follow_up_book_in_seven_legal_columns(office: Office) -> None:
    first = bring_incoming_to(office, "in_progress", make_incoming(office, "1"))
    make_incoming(office, "2")  # nobody has to work on it yet
    done = bring_incoming_to(office, "in_progress", make_incoming(office, "3"))
    services.complete(office.officer, document_pk=done.pk, result="Đã báo cáo.", now=NOW)
    volume = _print(office, Kind.FOLLOW_UP)
    lines = volume.contents.lines
    assert (volume.contents.columns, len(COLUMNS)) == (COLUMNS, 7)
    first.refresh_from_db()
    assert lines[0] == [
        "01",
        "Công văn 1/UBND-CNTT, ngày 12/11/2009, Văn phòng UBND tỉnh",
        "Phòng Công nghệ thông tin, Quàng Thị Hoa",
        f"{first.due_on:%d/%m/%Y}",
        "Đang giải quyết 16/11/2009, quá hạn",
        "",
        "",
    ]
    assert [line[0] for line in lines] == ["01", "03"]
    assert lines[1][4] == "Đã giải quyết 16/11/2009"  # ended within its day: never late
    assert volume.title_page[-3:] == (
        "Từ ngày 16/11/2009 đến ngày 16/11/2009",
        "Từ số 01 đến số 03",
        "Quyển số: 1",
    )
    event = AuditEvent.objects.get(action="register.print_follow_up")
    assert (event.facts["lines"], event.facts["sha256"]) == (2, volume.printed.sha256)
    for actor in (office.officer, office.sysadmin):
        with pytest.raises(Forbidden):
            _print(office, Kind.FOLLOW_UP, actor)


def test_follow_up_shows_the_day_first_set_beside_the_one_in_force(office: Office) -> None:
    document = bring_incoming_to(office, "in_progress")
    first = document.due_on
    assert first is not None
    part = Assignment.objects.get(document=document, part="lead")
    wanted = first + timedelta(days=7)
    ask_extension(office.officer, part_pk=part.pk, wanted_on=wanted, reason=REASON, now=NOW)
    assert _print(office, Kind.FOLLOW_UP).contents.lines[0][3] == f"{first:%d/%m/%Y}"
    answer_extension(office.leader, part_pk=part.pk, answer=Answer(wanted), now=NOW)
    line = _print(office, Kind.FOLLOW_UP).contents.lines[0]
    assert line[3] == f"{wanted:%d/%m/%Y} (ban đầu {first:%d/%m/%Y})"
