"""Papers put beside a document: which, by whom, and that they stay beside it."""

import pytest

from docflow.dispatch.services import list_outgoing_files
from docflow.documents.access import visible_to
from docflow.documents.selectors import list_files
from docflow.routing.draft_services import content_of
from docflow.routing.keeping import list_keepable
from docflow.routing.keeping_services import PAPERS_MAX, keep_papers
from docflow.rules.states import FileRole
from docflow.search.engine import matching
from mailsvc.audit.models import AuditEvent
from mailsvc.base.errors import Conflict, Invalid
from tests.service.docflow.offices import NOW, bring_incoming_to, bring_outgoing_to, paper

FROM = "từ thư của Nguyễn Văn Bình"


def _keep(actor, document, *papers):
    return keep_papers(actor, document_pk=document.pk, papers=papers, source=FROM, now=NOW)


def test_paper_stands_last_and_in_the_history(office):
    document = bring_incoming_to(office, "in_progress")
    _keep(office.officer, document, paper(), paper("Ảnh.png", b"\x89PNG"))
    files = list_files(document)
    assert [file.name for file in files][-2:] == ["Số liệu huyện.csv", "Ảnh.png"]
    assert {file.role for file in files[-2:]} == {FileRole.PAPER}
    last = document.movements.latest("pk")
    assert last.action == "keep_paper" and last.text == f"Số liệu huyện.csv, Ảnh.png ({FROM})"
    assert last.state_to == "in_progress"
    assert AuditEvent.objects.latest("pk").action == "document.keep_paper"
    assert matching(visible_to(office.officer), "so lieu huyen").get() == document


def test_paper_never_goes_out_and_is_no_part_of_the_draft(office, finance):
    document = bring_outgoing_to(office, "draft", finance.agency)
    versions = document.versions.count()
    _keep(office.officer, document, paper())
    assert "Số liệu huyện.csv" not in {file.name for file in list_outgoing_files(document)}
    assert document.versions.count() == versions and not content_of(document).files


def test_what_is_there_is_not_kept_twice(office):
    document = bring_incoming_to(office, "in_progress")
    _keep(office.officer, document, paper(), paper("Tên khác.csv"))
    with pytest.raises(Conflict, match="có trong hồ sơ này rồi"):
        _keep(office.clerk, document, paper())
    _keep(office.clerk, document, paper(), paper("Mới.csv", b"Tua Chua;3"))
    names = [f.name for f in list_files(document) if f.role == FileRole.PAPER]
    assert names == ["Số liệu huyện.csv", "Mới.csv"]


@pytest.mark.parametrize("count", [0, PAPERS_MAX + 1])
def test_none_and_too_many_are_refused(office, count):
    document = bring_incoming_to(office, "in_progress")
    papers = [paper(f"{n}.csv", b"%d" % n) for n in range(1, count + 1)]
    with pytest.raises(Invalid, match="từ 1 đến"):
        _keep(office.officer, document, *papers)
    assert not document.files.filter(role=FileRole.PAPER).exists()


def test_only_what_one_may_add_to_is_offered(office, finance):
    document = bring_incoming_to(office, "in_progress")
    draft = bring_outgoing_to(office, "draft", finance.agency)
    number = document.entries.get().number
    assert list_keepable(office.officer) == [draft, document]
    assert list_keepable(office.clerk) == [document]
    assert list_keepable(office.leader) == list_keepable(finance.clerk) == []
    assert list_keepable(office.clerk, text=str(number)) == [document]
    assert list_keepable(office.clerk, text="khong co chu nay") == []
    assert list_keepable(office.clerk)[0].active_entries[0].number == number
