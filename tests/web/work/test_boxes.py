"""Boxes whose counters are their lists, many rows at once, who holds what, deputies' page."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from docflow.models import Assignment, Document
from docflow.routing.bulk import bulk_job, run_bulk
from docflow.routing.filing import count_to_file, waiting_to_file
from mailsvc.audit.models import AuditEvent
from mailsvc.base import clock
from mailsvc.directory.deputies import DeputeCommand, depute
from mailsvc.jobs.models import Job
from mailsvc.jobs.worker import run_waiting
from tests.service.docflow.offices import (
    Office,
    bring_incoming_to,
    bring_outgoing_to,
    make_incoming,
)

ROLES = ("clerk", "leader", "head", "officer", "other_head")


def _make_work(office: Office, finance: Office) -> None:
    """Something in every state, and some of it twice."""
    states = ("registered", "presented", "directed", "in_progress", "reported", "registered")
    for number, state in enumerate(states):
        bring_incoming_to(office, state, make_incoming(office, f"{number + 1}"))
    for state in ("draft", "content_review", "signing", "approved", "numbered", "sealed"):
        bring_outgoing_to(office, state, finance.agency)
    bring_outgoing_to(finance, "issued", office.agency)


def _boxes(page: str) -> dict[str, int]:
    found = re.findall(r'href="/viec/ngan/(\w+)/"[^>]*>[^<]*<span class="n">(\d+)', page)
    return {name: int(count) for name, count in found}


@pytest.mark.parametrize("role", ROLES)
def test_counters_are_the_lengths_of_the_lists(office: Office, finance: Office, sign_in, role: str):
    _make_work(office, finance)
    client = sign_in(office.everyone[role])
    home = client.get("/").content.decode()
    boxes = _boxes(home)
    assert boxes
    assert f"{sum(boxes.values())} việc" in home
    for name, count in boxes.items():
        page = client.get(f"/viec/ngan/{name}/").content.decode()
        part = page[page.index('id="work"') :]
        assert len(re.findall(r"<tr>", part)) == count, name
        assert f'<span class="say">{count} việc</span>' in page, name


def test_strangers_boxes_are_empty(office: Office, finance: Office, sign_in):
    _make_work(office, finance)
    page = sign_in(office.sysadmin).get("/viec/ngan/present/").content.decode()
    assert "Ngăn này đã hết việc." in page
    assert _boxes(page) == {}


def test_row_that_fails_stops_no_other_and_each_has_its_event(office: Office, sign_in):
    first, second, third = (make_incoming(office, str(n)) for n in range(1, 4))
    bring_incoming_to(office, "presented", second)
    client = sign_in(office.clerk)
    rows = {"row": [first.pk, second.pk, third.pk, 999_999]}
    page = client.post("/viec/hang-loat/present/", rows, follow=True).content.decode()
    assert "Đã làm 2 dòng." in page
    assert "đang ở bước “Đã trình”" in page
    assert "(không thấy)" in page
    assert set(Document.objects.values_list("state", flat=True)) == {"presented"}
    assert AuditEvent.objects.filter(action="document.present").count() == 3


@pytest.mark.parametrize(
    ("action", "state", "who", "data", "end"),
    [
        ("accept", "directed", "officer", {}, "in_progress"),
        ("complete", "in_progress", "officer", {"text": "Đã báo cáo."}, "completed"),
        ("nudge", "in_progress", "leader", {}, "in_progress"),
    ],
)
def test_many_are_received_and_completed(
    office: Office, sign_in, action: str, state: str, who: str, data: dict[str, str], end: str
):
    pks = [bring_incoming_to(office, state, make_incoming(office, str(n))).pk for n in range(1, 4)]
    sign_in(office.everyone[who]).post(f"/viec/hang-loat/{action}/", data | {"row": pks})
    assert set(Document.objects.values_list("state", flat=True)) == {end}


def test_all_rows_are_ticked_by_a_link_without_scripts(office: Office, sign_in):
    for number in range(1, 4):
        make_incoming(office, str(number))
    client = sign_in(office.clerk)
    page = client.get("/viec/ngan/present/").content.decode()
    assert "Chọn cả 3 dòng" in page
    assert " checked" not in page
    assert client.get("/viec/ngan/present/?tat-ca").content.decode().count(" checked") == 3


def test_many_are_read(office: Office, sign_in):
    bring_incoming_to(office, "directed")
    pk = Assignment.objects.get(part="cooperate").pk
    sign_in(office.other_head).post("/viec/hang-loat/read/", {"row": pk})
    assert Assignment.objects.get(pk=pk).state == "read"


@pytest.mark.parametrize(
    ("data", "words"),
    [({}, "Chưa chọn dòng nào"), ({"row": "1"}, "Ghi một lần"), ({"row": "x\x00"}, "Chưa chọn")],
)
def test_nothing_ticked_or_no_words_is_said(
    office: Office, sign_in, data: dict[str, str], words: str
):
    client = sign_in(office.officer)
    assert words in client.post("/viec/hang-loat/complete/", data, follow=True).content.decode()
    assert client.post("/viec/hang-loat/void/", data).status_code == 404


def test_leader_forwards_many_to_one_lead(office: Office, sign_in):
    pks = [bring_incoming_to(office, "presented", make_incoming(office, str(n))).pk for n in (1, 2)]
    client = sign_in(office.leader)
    words = {"row": [*pks, 999_999], "text": "Phòng CNTT chủ trì, trả lời trong tuần."}
    page = client.post("/viec/hang-loat/direct/", words)
    assert page.status_code == 422
    shown = page.content.decode()
    assert "Chọn một đơn vị hoặc một người chủ trì." in shown
    assert shown.count(" checked") == 2  # what was ticked and typed stays
    assert "trả lời trong tuần." in shown
    done = client.post(
        "/viec/hang-loat/direct/", words | {"to": f"u{office.unit.pk}"}, follow=True
    ).content.decode()
    assert "Đã làm 2 dòng." in done
    assert "(không thấy)" in done
    leads = Assignment.objects.filter(part="lead", unit=office.unit)
    assert set(leads.values_list("document_id", flat=True)) == set(pks)
    assert AuditEvent.objects.filter(action="document.direct").count() == 2


def test_head_hands_many_to_one_of_his_people(office: Office, sign_in):
    pks = [bring_incoming_to(office, "directed", make_incoming(office, str(n))).pk for n in (1, 2)]
    colleague = office.colleague.person_pk
    client = sign_in(office.head)
    page = client.get("/viec/ngan/accept/").content.decode()
    assert "Giao cho" in page
    assert f'value="p{office.stranger.person_pk}"' not in page  # of another unit
    foreign = {"row": pks, "to": f"p{office.stranger.person_pk}"}
    assert client.post("/viec/hang-loat/accept/", foreign).status_code == 422
    client.post("/viec/hang-loat/accept/", {"row": pks, "to": f"p{colleague}"})
    leads = Assignment.objects.filter(part="lead", state="working")
    assert list(leads.values_list("person_id", flat=True)) == [colleague] * 2
    # An officer only takes for himself.
    assert "Giao cho" not in sign_in(office.officer).get("/viec/ngan/accept/").content.decode()


def test_many_are_filed_into_one_case_file(office: Office, sign_in):
    pks = [bring_incoming_to(office, "completed", make_incoming(office, str(n))).pk for n in (1, 2)]
    under_way = bring_incoming_to(office, "in_progress", make_incoming(office, "3")).pk
    client = sign_in(office.officer)
    page = client.get("/viec/ho-so/").content.decode()
    assert len(re.findall(r'name="row"', page)) == 2
    rows = {"row": [*pks, under_way]}
    again = client.post("/viec/hang-loat/file/", rows)
    assert again.status_code == 422
    assert "Ghi số, ký hiệu hồ sơ." in again.content.decode()
    done = client.post("/viec/hang-loat/file/", rows | {"text": "12.VP\r\n"}, follow=True)
    shown = done.content.decode()
    assert "Đã làm 2 dòng." in shown
    assert "đang ở bước “Đang giải quyết”" in shown
    assert "Không có văn bản nào chờ đưa vào hồ sơ" in shown
    filed = Document.objects.filter(state="filed")
    assert set(filed.values_list("pk", "file_code")) == {(pk, "12.VP") for pk in pks}
    bring_incoming_to(office, "completed", make_incoming(office, "4"))
    assert 'value="12.VP"' in client.get("/viec/ho-so/").content.decode()  # the last one used


def test_what_waits_to_be_filed_is_nobody_elses(office: Office, finance: Office, sign_in):
    done = bring_incoming_to(office, "completed")
    noted = bring_incoming_to(office, "noted", make_incoming(office, "2"))
    assert list(waiting_to_file(office.officer)) == [done]
    assert list(waiting_to_file(office.clerk)) == [noted]
    for actor in (office.head, office.colleague, office.leader, finance.clerk, office.sysadmin):
        assert not waiting_to_file(actor).exists()
        assert count_to_file(actor) == 0


def _to_file(page: str) -> int:
    found = re.search(r'href="/viec/ho-so/"[^>]*>[^<]*<span class="n">(\d+)', page)
    assert found is not None
    return int(found[1])


def test_counter_of_what_is_to_be_filed_is_its_list(office: Office, finance: Office, sign_in):
    for number, state in enumerate(("completed", "noted", "in_progress", "noted", "filed")):
        bring_incoming_to(office, state, make_incoming(office, f"{number + 1}"))
    for role, count in {"clerk": 2, "officer": 1, "head": 0}.items():
        client = sign_in(office.everyone[role])
        page = client.get("/viec/ho-so/").content.decode()
        assert len(re.findall(r'name="row"', page)) == count, role
        # The same beside every page of the place.
        assert [_to_file(client.get(url).content.decode()) for url in ("/", "/viec/ho-so/")] == [
            count
        ] * 2, role
    assert 'href="/viec/ho-so/"' not in sign_in(office.leader).get("/").content.decode()
    pk = waiting_to_file(office.officer).get().pk
    sign_in(office.officer).post("/viec/hang-loat/file/", {"row": pk, "text": "12.VP"})
    assert count_to_file(office.officer) == 0


def test_more_than_a_few_are_a_job_with_progress(office: Office, sign_in):
    pks = [make_incoming(office, str(n)).pk for n in range(1, 23)]
    response = sign_in(office.clerk).post("/viec/hang-loat/present/", {"row": pks})
    job = Job.objects.get()
    assert response["Location"] == f"/viec-nen/{job.pk}/"
    assert job.work == bulk_job.path
    assert job.arguments["pks"] == pks


def test_more_rows_than_are_done_at_once_are_refused_whole(office: Office, sign_in):
    pks = list(range(1, 502))
    response = sign_in(office.clerk).post("/viec/hang-loat/present/", {"row": pks})
    assert response.status_code == 422
    assert "từ 1 đến 500 dòng" in response.content.decode()
    assert not Job.objects.exists()


def test_the_job_over_many_rows_tells_of_each_that_failed(
    office: Office, sign_in, tmp_path: Path, settings
):
    settings.JOBS_DIR = tmp_path / "jobs"
    pks = [make_incoming(office, str(n)).pk for n in range(1, 24)]
    bring_incoming_to(office, "presented", Document.objects.get(pk=pks[4]))
    client = sign_in(office.clerk)
    pks.append(999_999)  # never there
    page = client.post("/viec/hang-loat/present/", {"row": pks}, follow=True).content.decode()
    assert "đang chờ" in page
    run_waiting()
    job = Job.objects.get()
    assert (job.status, job.done_count, job.total_count) == (Job.Status.DONE, 24, 24)
    page = client.get(f"/viec-nen/{job.pk}/").content.decode()
    assert "Đã làm 22 trong 24 dòng." in page
    assert "5/UBND-CNTT" in page and "đang ở bước “Đã trình”" in page
    assert "(không thấy)" in page
    assert 'href="/viec/ngan/present/"' in page
    assert set(Document.objects.values_list("state", flat=True)) == {"presented"}
    assert AuditEvent.objects.filter(action="document.present").count() == 23
    assert sign_in(office.leader).get(f"/viec-nen/{job.pk}/").status_code == 404


def test_a_job_that_was_broken_off_goes_on_where_it_stood(
    office: Office, sign_in, tmp_path: Path, settings
):
    settings.JOBS_DIR = tmp_path / "jobs"
    pks = [make_incoming(office, str(n)).pk for n in range(1, 23)]
    sign_in(office.clerk).post("/viec/hang-loat/present/", {"row": pks})
    run_bulk(office.clerk, "present", pks[:11])  # ten are noted, the worker died in the eleventh
    Job.objects.update(done_count=10, checkpoint={"failed": []})
    run_waiting()
    job = Job.objects.get()
    assert job.text == "Đã làm 21 trong 22 dòng."
    assert set(Document.objects.values_list("state", flat=True)) == {"presented"}


def test_leader_sees_who_holds_what_and_presses(office: Office, finance: Office, sign_in):
    document = bring_incoming_to(office, "in_progress")
    theirs = bring_incoming_to(finance, "in_progress")
    Assignment.objects.update(due_on=clock.today() - timedelta(days=10))
    client = sign_in(office.leader)
    page = client.get("/viec/ai-giu/").content.decode()
    assert "Quàng Thị Hoa, Phòng Công nghệ thông tin" in page
    assert "1 quá hạn" in page
    assert f"/van-ban/{theirs.pk}/" not in page
    client.post(f"/van-ban/{document.pk}/don-doc/", {})
    home = sign_in(office.officer).get("/").content.decode()
    assert "Lãnh đạo đôn đốc" in home


def test_head_sees_his_unit_others_are_refused(office: Office, sign_in):
    document = bring_incoming_to(office, "in_progress")
    page = sign_in(office.head).get("/viec/ai-giu/").content.decode()
    assert f"/van-ban/{document.pk}/" in page
    assert "don-doc" not in page
    assert (
        f"/van-ban/{document.pk}/"
        not in sign_in(office.other_head).get("/viec/ai-giu/").content.decode()
    )
    for who in ("clerk", "officer", "sysadmin"):
        assert sign_in(office.everyone[who]).get("/viec/ai-giu/").status_code == 403


def test_notices_are_seen_by_opening_or_all_at_once(office: Office, sign_in):
    document = bring_incoming_to(office, "directed")
    client = sign_in(office.head)
    assert "Được giao việc" in client.get("/").content.decode()
    client.get(f"/van-ban/{document.pk}/")
    assert "Được giao việc" not in client.get("/").content.decode()
    other = sign_in(office.other_head)
    other.post("/viec/da-xem/")
    assert "Được giao việc" not in other.get("/").content.decode()


def test_going_away_and_coming_back(office: Office, sign_in):
    document = bring_incoming_to(office, "presented")
    client, today = sign_in(office.leader), clock.today()
    data = {
        "deputy": office.other_head.person_pk,
        "scope": "direct",
        "first_on": f"{today:%d/%m/%Y}",
        "last_on": f"{today + timedelta(days=3):%d/%m/%Y}",
        "legal_basis": "12/GUQ-STTTT",
    }
    assert client.post("/viec/uy-quyen/", data | {"legal_basis": ""}).status_code == 422
    assert client.post("/viec/uy-quyen/", data).status_code == 302
    assert client.post("/viec/uy-quyen/", data).status_code == 422  # already given
    deputy = sign_in(office.other_head)
    assert f"/van-ban/{document.pk}/" in deputy.get("/").content.decode()
    page = client.get("/viec/uy-quyen/").content.decode()
    end = re.search(r"/viec/uy-quyen/(\d+)/thoi/", page)
    assert end is not None
    assert sign_in(office.officer).post(end[0]).status_code == 404
    assert client.post(end[0]).status_code == 302
    assert f"/van-ban/{document.pk}/" not in deputy.get("/").content.decode()


def test_box_names_only_words(office: Office, sign_in):
    assert sign_in(office.clerk).get("/viec/ngan/a-b/").status_code == 404


def test_who_gives_out_work_sees_who_is_away(office: Office, sign_in):
    document = bring_incoming_to(office, "presented")
    today = clock.today()
    command = DeputeCommand(
        deputy_pk=office.colleague.person_pk,
        scope="process",
        first_on=today,
        last_on=today + timedelta(days=3),
        legal_basis="13/GUQ-STTTT",
    )
    page = sign_in(office.leader).get(f"/van-ban/{document.pk}/").content.decode()
    assert "vắng đến" not in page
    depute(office.officer, command)
    page = sign_in(office.leader).get(f"/van-ban/{document.pk}/").content.decode()
    assert f"Quàng Thị Hoa – vắng đến {command.last_on:%d/%m}, Cà Văn Đôi thay" in page
