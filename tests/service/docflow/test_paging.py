"""Pages of a long list: counted up to a bound, each row on one page, the last ones reached."""

import pytest

from docflow.documents import paging
from docflow.documents.models import Document
from docflow.documents.paging import page_of
from docflow.rules.states import Direction, State
from tests.factories import make_agency
from tests.service.docflow.offices import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]


def _fill(count: int) -> list[int]:
    agency = make_agency()
    made = Document.objects.bulk_create(
        Document(
            agency=agency,
            direction=Direction.IN,
            state=State.REGISTERED,
            doc_type="cong_van",
            issuer="Sở Nội vụ",
            subject=f"báo cáo {number}",
            created_at=NOW,
            state_at=NOW,
        )
        for number in range(count)
    )
    return [one.pk for one in reversed(made)]


def _page(number: int, size: int = 50) -> paging.Page[Document]:
    rows = Document.objects.order_by("-pk")
    return page_of(rows, number, size=size, shown=Document.objects.select_related("agency"))


@pytest.mark.parametrize(("asked", "got"), [(1, 1), (3, 3), (9, 3), (0, 1)])
def test_every_row_stands_on_one_page(asked: int, got: int) -> None:
    keys = _fill(7)
    page = _page(asked, size=3)
    assert (page.page, page.pages, page.total, page.is_capped) == (got, 3, 7, False)
    assert [row.pk for row in page.rows] == keys[3 * (got - 1) : 3 * got]


def test_a_page_is_read_by_two_questions(django_assert_num_queries) -> None:
    _fill(7)
    with django_assert_num_queries(2):
        assert {row.agency.name for row in _page(1).rows} == {"Sở Thông tin và Truyền thông"}


def test_nothing_found_is_one_empty_page() -> None:
    assert (_page(4).rows, _page(4).page, _page(4).pages) == ([], 1, 1)


def test_past_the_bound_there_are_pages_as_long_as_there_are_rows() -> None:
    keys = _fill(paging.COUNT_MAX + 60)
    first, last_counted, beyond, too_far = (_page(n) for n in (1, 20, 22, 40))
    assert (first.shown_total, first.pages, first.is_capped) == ("1000+", 20, True)
    assert [row.pk for row in last_counted.rows] == keys[950:1000]
    assert last_counted.pages == 21
    assert [row.pk for row in beyond.rows] == keys[1050:]
    assert (beyond.page, beyond.pages) == (22, 22)
    assert (too_far.page, [row.pk for row in too_far.rows]) == (1, keys[:50])
