"""Writing: new, answers, drafts, sending once, refusals that keep what was typed."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from mailsvc.audit.models import AuditEvent
from mailsvc.message import parse
from mailsvc.message.parse import part_bytes
from mailsvc.queue import spool
from mailsvc.queue.models import QueuedMessage, QueuedRecipient
from mailsvc.usage.models import PersonMonth
from tests.support.clamd import MARK, running_clamd
from tests.web.mail.conftest import mail, plain, signed_in
from webui.mail.store import using

TO = "pao@stttt.dienbien.example"


def url(mailbox, query=""):
    return reverse("mail:compose", args=[mailbox.pk]) + query


def hidden(page: str) -> dict[str, str]:
    found = re.findall(
        r'<input type="hidden" name="(token|page|kind|folder|uid|document)"(?: value="([^"]*)")?',
        page,
    )
    return dict(found)


def begin(client: Client, mailbox, query="") -> dict[str, Any]:
    """The fields of a form as first shown, ready to post."""
    response = client.get(url(mailbox, query))
    assert response.status_code == 200
    return form_of(response)


def confirmed(client: Client, mailbox, form):
    """Send, and say yes to what is asked."""
    response = client.post(url(mailbox), form | {"action": "send"})
    found = re.search(r'name="confirmed" value="([0-9a-f]{32})"', response.content.decode())
    if found is None:
        return response
    return client.post(url(mailbox), form | {"action": "send", "confirmed": found[1]})


def form_of(response) -> dict[str, Any]:
    page = response.content.decode()
    form = response.context["form"]
    fields = {name: form[name].value() or "" for name in ("to", "cc", "bcc", "subject", "text")}
    fields["subject"] = fields["subject"] or "Thư thử"
    ticked = re.findall(r'name="keep" value="(\d+)" checked', page)
    return fields | hidden(page) | {"keep": ticked}


def paper(name="Báo cáo quý IV.pdf", content=b"%PDF-1.4 x") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def sent_content() -> bytes:
    message = QueuedMessage.objects.get()
    return spool.read(message.trace_id)


def test_send_queues_the_mail_with_a_sent_copy(alice, people, store):
    form = begin(alice, people.alice.mailbox)
    form |= {
        "to": f"Sùng A Páo <{TO}>; {people.bob.account.address}",
        "bcc": people.dana.account.address,
        "subject": "Báo cáo tình hình",
        "text": "Kính gửi đồng chí,\nsố liệu kèm theo.",
        "attachments": [paper(), paper("Mẫu 2.docx")],
        "action": "send",
    }
    response = alice.post(url(people.alice.mailbox), form)
    assert response.status_code == 302
    view = parse(sent_content())
    assert view.subject == "Báo cáo tình hình"
    assert (view.from_.name, view.from_.address) == ("Quàng Thị Hoa", people.alice.account.address)
    assert [a.address for a in view.to] == [TO, people.bob.account.address]
    assert view.bcc == ()
    assert [a.filename for a in view.attachments] == ["Báo cáo quý IV.pdf", "Mẫu 2.docx"]
    rows = QueuedRecipient.objects.filter(kind="deliver").values_list("address", flat=True)
    assert set(rows) == {TO, people.bob.account.address, people.dana.account.address}
    copy = QueuedRecipient.objects.get(kind="sent_copy")
    assert (copy.mailbox_pk, copy.folder) == (people.alice.mailbox.pk, "Sent")
    assert bytes(copy.copy_prefix).startswith(b"Bcc: do@stc.dienbien.example")


def test_send_counts_as_use(alice, people, store, django_capture_on_commit_callbacks):
    text = "Kính gửi anh báo cáo tháng 11."
    form = begin(alice, people.alice.mailbox) | {"to": TO, "text": text, "action": "send"}
    with django_capture_on_commit_callbacks(execute=True):
        alice.post(url(people.alice.mailbox), form)
    assert PersonMonth.objects.get(person_id=people.alice.person.pk).write_days != 0


def test_second_press_sends_nothing(alice, people, store):
    form = begin(alice, people.alice.mailbox) | {"to": TO, "text": "một lần", "action": "send"}
    assert alice.post(url(people.alice.mailbox), form).status_code == 302
    again = alice.post(url(people.alice.mailbox), form | {"text": "hai lần"})
    assert again.status_code == 409
    assert "Thư này đã gửi" in again.content.decode()
    assert "hai lần" in again.content.decode()
    assert QueuedMessage.objects.count() == 1


def test_token_of_another_person_is_refused(alice, people, store):
    theirs = begin(signed_in(people.bob), people.bob.mailbox)
    form = begin(alice, people.alice.mailbox) | {"token": theirs["token"]}
    for token in (theirs["token"], "x", ""):
        form |= {"to": TO, "token": token, "text": "giữ lại", "action": "send"}
        response = alice.post(url(people.alice.mailbox), form)
        assert response.status_code == 422
        assert "giữ lại" in response.content.decode()
    assert not QueuedMessage.objects.exists()


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("khongco@stttt.dienbien.example", "khongco@stttt.dienbien.example"),
        ("không phải địa chỉ", "“không phải địa chỉ” không phải địa chỉ thư"),
        ("", "ít nhất một người nhận"),
        ("điện@x.vn", "không phải địa chỉ thư"),
    ],
)
def test_unknown_recipient_is_named_and_the_text_kept(alice, people, store, to, said):
    form = begin(alice, people.alice.mailbox)
    form |= {"to": to, "subject": "Giữ tiêu đề", "text": "Giữ nội dung", "action": "send"}
    response = alice.post(url(people.alice.mailbox), form)
    page = response.content.decode()
    assert response.status_code == 422
    assert said in page
    assert "Giữ tiêu đề" in page and "Giữ nội dung" in page
    assert not QueuedMessage.objects.exists()


def test_files_survive_a_refusal_in_a_draft(alice, people, store):
    form = begin(alice, people.alice.mailbox)
    form |= {"to": "khongco@stttt.dienbien.example", "text": "x", "attachments": [paper()]}
    refused = alice.post(url(people.alice.mailbox), form | {"action": "send"})
    assert "Báo cáo quý IV.pdf" in refused.content.decode()
    mended = form_of(refused) | {"to": TO, "action": "send"}
    assert alice.post(url(people.alice.mailbox), mended).status_code == 302
    assert part_bytes(sent_content(), 0) == b"%PDF-1.4 x"
    assert store.mails(people.alice.mailbox, "Drafts") == []


def test_too_large_files_are_refused_naming_the_limit(alice, people, store, settings):
    settings.ATTACHMENTS_MAX_BYTES = 1024 * 1024
    form = begin(alice, people.alice.mailbox)
    form |= {"to": TO, "text": "Giữ nội dung"}
    for action in ("send", "save"):
        large = {"attachments": [paper(content=b"x" * 1024 * 1025)], "action": action}
        response = alice.post(url(people.alice.mailbox), form | large)
        assert response.status_code == 422
        assert "vượt quá 1 MB" in response.content.decode()
        assert "Giữ nội dung" in response.content.decode()
    assert not QueuedMessage.objects.exists()


def test_store_down_keeps_what_was_typed(alice, people, store):
    form = begin(alice, people.alice.mailbox) | {"to": TO, "text": "Giữ nội dung"}
    store.is_down = True
    response = alice.post(url(people.alice.mailbox), form | {"action": "save"})
    assert response.status_code == 503
    assert "Giữ nội dung" in response.content.decode()
    assert "nội dung đã gõ vẫn còn" in response.content.decode()
    # A new mail needs no mailbox: it goes into the queue.
    assert alice.post(url(people.alice.mailbox), form | {"action": "send"}).status_code == 302


def test_draft_is_saved_opened_replaced_and_sent(alice, people, store):
    mailbox = people.alice.mailbox
    form = begin(alice, mailbox)
    form |= {"to": TO, "bcc": people.dana.account.address, "subject": "Nháp", "text": "một"}
    saved = alice.post(url(mailbox), form | {"attachments": [paper()], "action": "save"})
    again = form_of(alice.get(saved.headers["Location"]))
    assert (again["to"], again["bcc"]) == (TO, people.dana.account.address)
    assert (again["subject"], again["text"].strip()) == ("Nháp", "một")
    assert again["keep"] == ["0"]
    replaced = alice.post(url(mailbox), again | {"text": "hai", "action": "save"})
    (draft,) = store.mails(mailbox, "Drafts")
    assert draft.flags == {"\\Draft", "\\Seen"}
    assert parse(draft.content).text.strip() == "hai"
    assert part_bytes(draft.content, 0) == b"%PDF-1.4 x"
    last = form_of(alice.get(replaced.headers["Location"]))
    assert alice.post(url(mailbox), last | {"action": "send"}).status_code == 302
    assert store.mails(mailbox, "Drafts") == store.mails(mailbox, "Trash") == []
    assert [a.filename for a in parse(sent_content()).attachments] == ["Báo cáo quý IV.pdf"]
    # The same draft in a second window is the same mail.
    assert alice.post(url(mailbox), last | {"action": "send"}).status_code == 409


def test_unticked_file_is_left_out(alice, people, store):
    mailbox = people.alice.mailbox
    form = begin(alice, mailbox) | {"to": TO, "attachments": [paper()], "action": "save"}
    saved = alice.post(url(mailbox), form)
    bare = form_of(alice.get(saved.headers["Location"])) | {"keep": [], "action": "send"}
    alice.post(url(mailbox), bare)
    assert parse(sent_content()).attachments == ()


def test_reply_answers_in_the_thread_and_marks_the_mail(alice, people, store):
    mailbox = people.alice.mailbox
    uid = store.put(mailbox, plain(From="Sùng A Páo <pao@stttt.dienbien.example>"))
    form = begin(alice, mailbox, f"?reply={uid}")
    assert form["to"] == "Sùng A Páo <pao@stttt.dienbien.example>"
    assert form["subject"] == "Re: Giấy mời họp"
    assert "> Mời đồng chí dự họp." in form["text"]
    assert alice.post(url(mailbox), form | {"action": "send"}).status_code == 302
    view = parse(sent_content())
    assert (view.in_reply_to, view.references) == ("<m1@vp.example>", ("<m1@vp.example>",))
    assert "\\Answered" in store.mails(mailbox, "INBOX")[0].flags


def test_reply_all_leaves_oneself_out(alice, people, store):
    content = plain(To=f"{people.alice.account.address}, {TO}", Cc="dana@x.example")
    uid = store.put(people.alice.mailbox, content)
    form = begin(alice, people.alice.mailbox, f"?reply_all={uid}")
    assert form["to"] == "Nguyễn Văn Bình <binh@vp.example>"
    assert form["cc"] == f"{TO}, dana@x.example"


def test_forward_carries_the_files(alice, people, store):
    uid = store.put(people.alice.mailbox, mail())
    form = begin(alice, people.alice.mailbox, f"?forward={uid}")
    assert form["subject"].startswith("Fwd: V/v báo cáo")
    assert form["keep"] == ["1"]  # the PDF; the picture of the letterhead stays behind
    alice.post(url(people.alice.mailbox), form | {"to": TO, "action": "send"})
    content = sent_content()
    assert [a.filename for a in parse(content).attachments] == ["Công văn số 1842.pdf"]
    assert part_bytes(content, 0) == b"%PDF-1.4 demo"


def test_colleague_sends_as_the_shared_mailbox(bob, people, store):
    uid = store.put(people.shared, plain(From=f"Páo <{TO}>"))
    form = begin(bob, people.shared, f"?reply={uid}")
    assert bob.post(url(people.shared), form | {"action": "send"}).status_code == 302
    assert parse(sent_content()).from_.address == people.shared.address
    assert QueuedRecipient.objects.get(kind="sent_copy").mailbox_pk == people.shared.pk


def test_viewer_answers_from_the_own_mailbox_and_leaves_no_mark(alice, people, store):
    uid = store.put(people.shared, plain(From=f"Páo <{TO}>"))
    form = begin(alice, people.shared, f"?reply={uid}")
    assert alice.post(url(people.shared), form | {"action": "send"}).status_code == 302
    assert parse(sent_content()).from_.address == people.alice.account.address
    assert store.mails(people.shared, "INBOX")[0].flags == frozenset()


def test_header_injection_is_impossible(alice, people, store):
    form = begin(alice, people.alice.mailbox)
    form |= {"to": TO, "subject": "a\r\nBcc: ai@x.example", "text": "x", "action": "send"}
    assert alice.post(url(people.alice.mailbox), form).status_code == 302
    view = parse(sent_content())
    assert (view.subject, view.bcc) == ("a Bcc: ai@x.example", ())


def test_strangers_may_not_write_from_it(charlie, people, store):
    uid = store.put(people.alice.mailbox, plain())
    assert charlie.get(url(people.alice.mailbox, f"?forward={uid}")).status_code == 404
    assert charlie.post(url(people.alice.mailbox), {"action": "send"}).status_code == 404
    assert charlie.get(url(people.shared)).status_code == 404


def test_compose_page_is_light_and_needs_no_store(
    alice, people, store, django_assert_max_num_queries
):
    store.is_down = True
    with django_assert_max_num_queries(10):
        page = alice.get(url(people.alice.mailbox)).content
    assert len(page) < 10 * 1024


def test_own_compose_page_leads_to_the_own_mailbox(alice, people, store):
    response = alice.get(reverse("mail:compose_own") + "?to=pao%40x.vn")
    assert response.headers["Location"] == url(people.alice.mailbox, "?to=pao%40x.vn")
    assert begin(alice, people.alice.mailbox, "?to=pao%40x.vn")["to"] == "pao@x.vn"


@pytest.mark.db_bound
@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_send_once(people, store):
    form = begin(signed_in(people.alice), people.alice.mailbox)
    form |= {"to": TO, "text": "một lần", "action": "send"}
    page = url(people.alice.mailbox)

    def press(client: Client) -> int:
        try:
            with using(store.open):  # a thread begins with the real store
                return client.post(page, form).status_code
        finally:
            connection.close()

    clients = [signed_in(people.alice) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        codes = list(pool.map(press, clients))
    assert sorted(codes) == [302, 409, 409, 409]
    assert QueuedMessage.objects.count() == 1
    assert spool.has_file(QueuedMessage.objects.get().trace_id)


def test_virus_is_refused_and_the_mail_comes_back(alice, people, store, settings, tmp_path):
    form = begin(alice, people.alice.mailbox)
    form |= {"to": TO, "subject": "x", "text": MARK.decode(), "action": "send"}
    with running_clamd(tmp_path / "c") as settings.CLAMD_ADDRESS:
        response = alice.post(url(people.alice.mailbox), form)
        assert "mã độc" in response.content.decode()
        assert MARK.decode() in response.content.decode()
        assert QueuedMessage.objects.count() == 0
        assert AuditEvent.objects.filter(chain_id="screening").count() == 1
        form["text"] = "Kính gửi đồng chí."
        assert alice.post(url(people.alice.mailbox), form).status_code == 302
    assert QueuedMessage.objects.count() == 1


def test_scanner_that_is_down_stops_mail_from_the_browser(alice, people, store, settings):
    settings.CLAMD_ADDRESS = "127.0.0.1:1"
    form = begin(alice, people.alice.mailbox)
    form |= {"to": TO, "subject": "x", "text": "Kính gửi.", "action": "send"}
    response = alice.post(url(people.alice.mailbox), form)
    assert "Chưa kiểm tra được thư" in response.content.decode()
    assert QueuedMessage.objects.count() == 0


def test_account_over_its_quota_reads_why(alice, people, store, settings):
    settings.SENDS_PER_HOUR = 1
    form = begin(alice, people.alice.mailbox)
    form |= {"to": f"{TO}; ai@noi-khac.example", "text": "Kính gửi."}
    page = confirmed(alice, people.alice.mailbox, form).content.decode()
    assert "1 người nhận trong một giờ" in page
    assert QueuedMessage.objects.count() == 0
