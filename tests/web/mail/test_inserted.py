"""Pictures put into the text of a mail: drawn anew, kept with the draft, sent inside it, never
another's.
"""

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from mailsvc.message import parse
from tests.web.mail.conftest import mail
from tests.web.mail.test_compose import TO, begin, confirmed, paper, sent_content, url
from tests.web.mail.test_keep import drafts, keep, kept
from tests.web.mail.test_rich import with_html
from webui.safehtml.composed import clean_composed

SECRET = b"21.386 N 103.016 E"


def drawing(name: str = "Sơ đồ.png", colour: str = "red") -> SimpleUploadedFile:
    """A picture with something hidden in it, as phones hide where they were."""
    made, about = io.BytesIO(), Image.Exif()
    about[270] = SECRET.decode()
    Image.new("RGB", (40, 20), colour).save(made, "PNG", exif=about)
    return SimpleUploadedFile(name, made.getvalue(), "image/png")


def put_in(client, box, form, picture) -> tuple[dict[str, Any], str]:
    """The draft's new place, and the content id of the picture."""
    told: dict[str, Any] = dict(kept(keep(client, box, form | {"pictures": [picture]})))
    assert told["files"] == []
    (cid,) = told["pictures"]
    return told, cid


@pytest.fixture
def box(people):
    return people.alice.mailbox


def test_a_picture_goes_inside_the_mail_and_nothing_hidden_in_it(alice, people, store, box) -> None:
    assert SECRET in drawing().read()
    form = begin(alice, box) | {"to": TO, "subject": "Sơ đồ", "html": "<p>Chào</p>"}
    form |= {"edited": "html"}
    told, cid = put_in(alice, box, form, drawing())
    (draft,) = drafts(store, box)
    assert b"multipart/related" in draft.content and SECRET not in draft.content
    html = f'<p>Chào</p><img src="cid:{cid}" alt="Sơ đồ">'
    again = form | told["fields"] | {"html": html}
    assert confirmed(alice, box, again).status_code == 302
    view = parse(sent_content())
    assert view.html.strip() == html
    assert [(f.content_id, f.is_inline) for f in view.attachments] == [(cid, True)]
    # Whoever reads it sees it in its place, and no file beside the text.
    uid = store.put(people.alice.mailbox, sent_content())
    frame = alice.get(f"/thu/{box.pk}/{uid}/khung/").content.decode()
    assert re.search(r'<img [^>]*src="data:image/(png|jpeg);base64,', frame)
    assert 'class="files"' not in alice.get(f"/thu/{box.pk}/{uid}/").content.decode()


def test_the_page_shows_it_by_an_address_that_outlives_the_next_saving(
    alice, people, store, box
) -> None:
    form = begin(alice, box) | {"html": "<p>Chào</p>", "edited": "html"}
    told, cid = put_in(alice, box, form, drawing())
    html = f'<p>Chào</p><img src="cid:{cid}">'
    told = kept(keep(alice, box, form | told["fields"] | {"html": html}))
    page = alice.get(told["page"])
    assert with_html(page)["html"] == html
    base = re.search(r'data-pictures="([^"]+)"', page.content.decode())[1]
    shown = alice.get(f"{base}{cid[:32]}/")
    assert (shown.status_code, shown["X-Content-Type-Options"]) == (200, "nosniff")
    assert shown["Content-Type"] in {"image/png", "image/jpeg"}
    assert "sandbox" in shown["Content-Security-Policy"]
    assert alice.get(f"{base}{'0' * 32}/").status_code == 404
    assert (
        alice.get(base.replace(base.split("/")[-2], "0" * 21) + cid[:32] + "/").status_code == 404
    )


def test_a_draft_keeps_what_was_taken_out_and_the_mail_does_not(alice, people, store, box) -> None:
    form = begin(alice, box) | {"to": TO, "subject": "x", "html": "<p>a</p>", "edited": "html"}
    told, red = put_in(alice, box, form, drawing())
    form |= told["fields"]
    told, blue = put_in(alice, box, form, drawing(colour="blue"))
    assert red != blue
    form |= told["fields"] | {"html": f'<p>a</p><img src="cid:{blue}">'}
    told = kept(keep(alice, box, form))
    (draft,) = drafts(store, box)
    assert {f.content_id for f in parse(draft.content).attachments} == {red, blue}
    assert put_in(alice, box, form | told["fields"], drawing())[1] == red
    (draft,) = drafts(store, box)
    form |= {"uid": draft.uid}
    assert confirmed(alice, box, form).status_code == 302
    assert [f.content_id for f in parse(sent_content()).attachments] == [blue]


def test_beside_files_that_are_kept_by_their_ticks(alice, people, store, box) -> None:
    form = begin(alice, box) | {"to": TO, "subject": "x", "html": "<p>a</p>", "edited": "html"}
    told, cid = put_in(alice, box, form, drawing())
    form |= told["fields"] | {"html": f'<p>a</p><img src="cid:{cid}">'}
    told |= kept(keep(alice, box, form | {"attachments": [paper()]}))
    (file,) = told["files"]
    assert file["name"] == "Báo cáo quý IV.pdf"
    form |= told["fields"] | {"keep": [file["index"]]}
    assert confirmed(alice, box, form).status_code == 302
    names = [f.content_id or f.filename for f in parse(sent_content()).attachments]
    assert names == [cid, "Báo cáo quý IV.pdf"]


@pytest.mark.parametrize(
    "content",
    [b"<svg onload=x>", b"%PDF-1.4 x", b"\x89PNG\r\n broken", b"GIF89a", b"", b"MZ"],
    ids=["svg", "pdf", "torn", "empty-gif", "empty", "program"],
)
def test_what_is_no_picture_is_refused_and_the_text_kept(
    alice, people, store, box, content
) -> None:
    form = begin(alice, box) | {"text": "Kính gửi", "html": "<p>Kính gửi</p>", "edited": "html"}
    bad = SimpleUploadedFile("a.png\r\nX: y", content, "image/png")
    refused = keep(alice, box, form | {"pictures": [bad]})
    assert refused.status_code == 422
    assert "hình" in refused.json()["text"]
    assert drafts(store, box) == []
    assert kept(keep(alice, box, form))


@pytest.mark.parametrize(
    "source",
    [
        "https://ngoai.example/a.png",
        "data:image/png;base64,AAAA",
        "cid:a@ngoai.example",
        "cid:" + "0" * 31 + "@hinh.congvan",
        "cid:" + "0" * 32 + "@hinh.congvan.example",
        "CID:" + "0" * 32 + "@hinh.congvan",
    ],
)
def test_other_pictures_do_not_stand_in_what_we_send(source) -> None:
    assert clean_composed(f'<p>a</p><img src="{source}" onerror="x()">') == "<p>a</p>"
    ours = "cid:" + "0" * 32 + "@hinh.congvan"
    assert clean_composed(f'<p>a</p><img src="{ours}" onerror="x()" alt="b">') == (
        f'<p>a</p><img src="{ours}" alt="b">'
    )


def test_a_draft_of_another_program_with_pictures_stays_text_and_files(
    alice, people, store, box
) -> None:
    uid = store.put(box, mail(), "Drafts")
    page = alice.get(url(box, f"?draft={uid}"))
    assert not page.context["is_rich"]
    assert page.context["files"]


def test_a_mail_with_our_pictures_is_answered_without_them(alice, people, store, box) -> None:
    form = begin(alice, box) | {"to": TO, "subject": "x", "html": "<p>a</p>", "edited": "html"}
    told, cid = put_in(alice, box, form, drawing())
    form |= told["fields"] | {"html": f'<p>a</p><img src="cid:{cid}">'}
    assert confirmed(alice, box, form).status_code == 302
    uid = store.put(box, sent_content())
    answer = begin(alice, box, f"?reply={uid}")
    assert "cid:" not in str(with_html(alice.post(url(box), answer | {"action": "rich"}))["html"])
