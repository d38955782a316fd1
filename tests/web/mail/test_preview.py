"""Files of a mail: looked at without opening, saved together."""

import io
import zipfile
from email.message import EmailMessage

import pytest
from django.urls import reverse

from tests.support.pdfs import make_letter
from tests.web.mail.conftest import plain


def _mail() -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "binh@vp.example", "hoa@x.example", "Hồ sơ"
    mail.set_content("Kính gửi")
    letter = make_letter("1/STC", "báo cáo")
    mail.add_attachment(letter, maintype="application", subtype="pdf", filename="Báo cáo.pdf")
    mail.add_attachment("<script>alert(1)</script>", subtype="html", filename="a.html")
    mail.add_attachment(b"MZ", maintype="application", subtype="x", filename="báo cáo.pdf")
    return mail.as_bytes()


def url(name, mailbox, uid, *more):
    return reverse(f"mail:{name}", args=[mailbox.pk, uid, *more])


def test_preview_shows_a_picture_or_text_and_never_the_file(alice, people, store):
    box = people.alice.mailbox
    uid = store.put(box, _mail())
    page = alice.get(url("preview", box, uid, 0)).content.decode()
    assert 'src="data:image/jpeg;base64,' in page and "trang 1 / 1" in page
    text = alice.get(url("preview", box, uid, 1)).content.decode()
    assert "&lt;script&gt;alert(1)" in text and "<script>alert" not in text
    none = alice.get(url("preview", box, uid, 2)).content.decode()
    assert "chưa xem trước được" in none
    assert alice.get(url("preview", box, uid, 9)).status_code == 404


def test_why_there_is_no_preview_stands_beside_the_way_to_save(
    alice, people, store, tmp_path, monkeypatch
):
    monkeypatch.setenv("PATH", str(tmp_path))  # no LibreOffice
    mail = EmailMessage()
    mail["From"] = "binh@vp.example"
    mail.add_attachment(b"PK\x03\x04", maintype="application", subtype="x", filename="a.docx")
    mail.add_attachment(b"%PDF-1.4 hong", maintype="application", subtype="pdf", filename="a.pdf")
    box = people.alice.mailbox
    uid = store.put(box, mail.as_bytes())
    for index, said in ((0, "chưa cài LibreOffice"), (1, "Không xem trước được tệp này")):
        response = alice.get(url("preview", box, uid, index))
        page = response.content.decode()
        assert response.status_code == 200 and said in page and "<img" not in page
        assert url("attachment", box, uid, index) in page


def test_message_offers_previews_and_names_risky_files(alice, people, store):
    box = people.alice.mailbox
    uid = store.put(box, _mail())
    page = alice.get(url("message", box, uid)).content.decode()
    assert url("preview", box, uid, 0) in page and "Tải tất cả (.zip)" in page
    assert page.count("tệp có thể chạy lệnh") == 1


def test_all_files_in_one_archive(alice, people, store):
    box = people.alice.mailbox
    response = alice.get(url("archive_files", box, store.put(box, _mail())))
    assert response.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''H")
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        assert archive.namelist() == ["Báo cáo.pdf", "a.html", "báo cáo (2).pdf"]
        assert archive.read("báo cáo (2).pdf") == b"MZ"
    assert alice.get(url("archive_files", box, store.put(box, plain()))).status_code == 404


@pytest.mark.parametrize("name", ["preview", "archive_files"])
def test_strangers_see_no_files(charlie, people, store, name):
    box = people.alice.mailbox
    uid = store.put(box, _mail())
    more = [0] if name == "preview" else []
    assert charlie.get(url(name, box, uid, *more)).status_code == 404
