"""Reading a mail, its frame, its files, its source."""

import pytest
from django.urls import reverse

from mailsvc.usage.bits import UsageKind
from mailsvc.usage.models import PersonMonth
from tests.web.mail.conftest import mail, plain

PAGES = ["message", "frame", "source", "download"]


def url(mailbox, uid, name="message", *more):
    return reverse(f"mail:{name}", args=[mailbox.pk, uid, *more])


def test_message_shows_headers_files_and_frame(alice, people, store):
    uid = store.put(people.alice.mailbox, mail())
    page = alice.get(url(people.alice.mailbox, uid)).content.decode()
    assert "<h1>V/v báo cáo tình hình ứng dụng CNTT quý IV năm 2009</h1>" in page
    assert "<b>Nguyễn Văn Bình</b> &lt;binh@vp.dienbien.example&gt;" in page
    assert "22/12/2009 08:42" in page
    assert "Công văn số 1842.pdf" in page
    assert "logo.png" not in page  # it stands in the frame
    assert f'src="{url(people.alice.mailbox, uid, "frame")}"' in page
    assert 'sandbox="allow-popups' in page and "allow-scripts" not in page


def test_message_marks_seen_and_counts_as_use(
    alice, people, store, django_capture_on_commit_callbacks
):
    uid = store.put(people.alice.mailbox, plain())
    with django_capture_on_commit_callbacks(execute=True):
        alice.get(url(people.alice.mailbox, uid))
    assert "\\Seen" in store.mails(people.alice.mailbox, "INBOX")[0].flags
    month = PersonMonth.objects.get(person_id=people.alice.person.pk)
    assert getattr(month, f"{UsageKind.READ}_days") != 0


def test_viewer_reads_without_leaving_a_mark(alice, people, store):
    uid = store.put(people.shared, plain())
    page = alice.get(url(people.shared, uid)).content.decode()
    assert "Mời đồng chí dự họp." in page
    assert store.mails(people.shared, "INBOX")[0].flags == frozenset()


def test_text_is_escaped_and_its_quotation_folded(alice, people, store):
    text = (
        "Tôi đồng ý <script>alert(1)</script>\r\nhttps://dienbien.gov.vn\r\n\r\nHoa viết:\r\n> cũ"
    )
    uid = store.put(people.alice.mailbox, plain(text=text))
    page = alice.get(url(people.alice.mailbox, uid)).content.decode()
    assert "&lt;script&gt;" in page and "<script>alert" not in page
    assert 'href="https://dienbien.gov.vn"' in page
    assert page.index("thư trước") < page.index("Hoa viết:")


def test_blocked_pictures_are_counted(alice, people, store):
    html = "<p>x</p>" + "<img src=https://evil.example/a.png>" * 3
    content = plain(text=html, **{"Content-Type": "text/html; charset=utf-8"})
    uid = store.put(people.alice.mailbox, content)
    page = alice.get(url(people.alice.mailbox, uid)).content.decode()
    assert "3 hình từ bên ngoài đã bị chặn" in page
    assert "evil.example" not in page


def test_frame_has_a_policy_of_its_own(alice, people, store):
    uid = store.put(people.alice.mailbox, mail())
    response = alice.get(url(people.alice.mailbox, uid, "frame"))
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox")
    assert "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors" in policy
    assert "allow-scripts" not in policy and "allow-same-origin" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"
    assert 'src="data:image/png;base64,iVBOR' in response.content.decode()


def test_attachment_is_saved_under_its_name(alice, people, store):
    uid = store.put(people.alice.mailbox, mail())
    response = alice.get(url(people.alice.mailbox, uid, "attachment", 1))
    assert response.content == b"%PDF-1.4 demo"
    assert response.headers["Content-Disposition"].startswith(
        "attachment; filename*=utf-8''C%C3%B4"
    )
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert alice.get(url(people.alice.mailbox, uid, "attachment", 7)).status_code == 404


def test_source_and_file_of_the_mail(alice, people, store):
    uid = store.put(people.alice.mailbox, mail())
    source = alice.get(url(people.alice.mailbox, uid, "source"))
    assert source.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "Message-ID: <a1@vp" in source.content.decode()
    saved = alice.get(url(people.alice.mailbox, uid, "download"))
    assert saved.content == mail()
    assert ".eml" in saved.headers["Content-Disposition"]


@pytest.mark.parametrize(
    "name", ["nested_bomb", "two_froms_crlf_word", "path_in_filename", "unknown_charset"]
)
@pytest.mark.parametrize("page", PAGES)
def test_broken_mails_are_shown(alice, people, store, name, page):
    uid = store.put(people.alice.mailbox, mail(name))
    assert alice.get(url(people.alice.mailbox, uid, page)).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_strangers_and_missing_mails_look_the_same(alice, charlie, people, store, page):
    uid = store.put(people.alice.mailbox, plain())
    assert charlie.get(url(people.alice.mailbox, uid, page)).status_code == 404
    assert alice.get(url(people.alice.mailbox, 99, page)).status_code == 404


def test_clerk_may_register_a_mail_with_a_pdf(alice, bob, people, store):
    uid = store.put(people.shared, mail())
    page = bob.get(url(people.shared, uid)).content.decode()
    link = f"?mailbox={people.shared.pk}&amp;folder=INBOX&amp;uid={uid}"
    assert reverse("documents:register_from_mail") + link in page
    assert "Vào sổ văn bản đến" not in alice.get(url(people.shared, uid)).content.decode()
    bare = store.put(people.shared, plain())
    assert "Vào sổ văn bản đến" not in bob.get(url(people.shared, bare)).content.decode()


def test_message_asks_a_fixed_number_of_queries(
    alice, people, store, django_assert_max_num_queries
):
    uid = store.put(people.alice.mailbox, mail())
    with django_assert_max_num_queries(10):
        alice.get(url(people.alice.mailbox, uid))


def test_warnings_stand_above_the_mail(alice, people, store):
    sender = f"{people.bob.person.full_name} <x@gmail.example>"
    html = '<a href="https://xau.example/">dienbien.gov.vn</a>'
    content = plain(text=html, **{"From": sender, "Content-Type": "text/html; charset=utf-8"})
    box = people.alice.mailbox
    page = alice.get(url(box, store.put(box, content))).content.decode()
    assert page.count("Cẩn thận.") == 2
    assert people.bob.account.address in page and "xau.example" in page
    calm = alice.get(url(box, store.put(box, plain()))).content.decode()
    assert "Cẩn thận." not in calm


def test_list_beside_an_open_mail_comes_when_it_is_looked_at(alice, people, store):
    box = people.alice.mailbox
    uid = store.put(box, plain())
    page = alice.get(url(box, uid)).content.decode()
    asked = reverse("mail:list", args=[box.pk]) + f"?open={uid}"
    assert f'hx-get="{asked}"' in page and "<table" not in page
    part = alice.get(asked, headers={"hx-request": "true"}).content.decode()
    assert '<tr aria-selected="true"' in part
