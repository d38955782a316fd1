"""Mails with form: switched on and off, kept, sent in both forms, never trusted; no script."""

import re

import pytest

from mailsvc.message import parse
from mailsvc.stationery.services import set_signature
from mailsvc.stationery.shelves import Shelf, TemplateOrder, save_template
from tests.web.mail.conftest import mail, plain
from tests.web.mail.test_compose import TO, begin, confirmed, form_of, sent_content, url
from tests.web.mail.test_keep import keep, kept

RICH = "<p>Kính gửi,</p><ul><li><p>một</p></li><li><p><b>hai</b></p></li></ul>"
PLAIN = "Kính gửi,\n\n- một\n- hai"


def with_html(response) -> dict[str, object]:
    """The fields of a page with the editor on it."""
    return form_of(response) | {"html": response.context["form"]["html"].value()}


def test_switched_on_it_shows_the_editor_and_off_the_text(alice, people, store) -> None:
    box = people.alice.mailbox
    form = begin(alice, box) | {"text": "Một\r\nhai", "to": TO}
    assert "mail-rich" not in alice.get(url(box)).content.decode()
    page = alice.post(url(box), form | {"action": "rich"})
    assert "django_prose_editor/editor.js" in page.content.decode()
    again = with_html(page)
    assert (again["html"], again["text"], again["to"]) == ("<p>Một<br>hai</p>", "Một\r\nhai", TO)
    page = alice.post(url(box), again | {"html": RICH, "edited": "html", "action": "plain"})
    assert "mail-rich" not in page.content.decode()
    assert form_of(page)["text"] == PLAIN


def test_sent_in_both_forms(alice, people, store) -> None:
    box = people.alice.mailbox
    form = begin(alice, box) | {"to": TO, "subject": "Hai việc", "text": "cũ", "edited": "html"}
    hostile = RICH + '<p onclick="x()">ba<script>x</script><img src="//ngoai.example/a"></p>'
    assert confirmed(alice, box, form | {"html": hostile}).status_code == 302
    content = sent_content()
    view = parse(content)
    assert b"multipart/alternative" in content
    assert view.text.rstrip() == f"{PLAIN}\n\nba"
    assert view.html.strip() == f"{RICH}<p>ba</p>"


def test_draft_keeps_its_form_and_a_refusal_too(alice, people, store) -> None:
    box = people.alice.mailbox
    form = begin(alice, box) | {"to": TO, "text": "cũ", "html": RICH, "edited": "html"}
    told = kept(keep(alice, box, form))
    again = with_html(alice.get(told["page"]))
    assert (again["html"], again["text"]) == (RICH, PLAIN)
    refused = alice.post(
        url(box),
        again | {"to": "x", "html": f"{RICH}<p>ba</p>", "edited": "html", "action": "send"},
    )
    assert refused.status_code == 422
    back = with_html(refused)
    assert (back["html"], back["text"]) == (f"{RICH}<p>ba</p>", f"{PLAIN}\n\nba")
    # Whose script does not start this time is not taken at the editor's word.
    assert 'name="edited">' in refused.content.decode()


@pytest.mark.parametrize(("typed", "has_form"), [(PLAIN, True), (f"{PLAIN}\nba", False)])
def test_without_a_script_the_text_counts(alice, people, store, typed, has_form) -> None:
    box = people.alice.mailbox
    told = kept(keep(alice, box, begin(alice, box) | {"html": RICH, "edited": "html", "to": TO}))
    again = with_html(alice.get(told["page"])) | {"text": typed.replace("\n", "\r\n")}
    assert confirmed(alice, box, again | {"subject": "x"}).status_code == 302
    view = parse(sent_content())
    assert (view.text.replace("\r\n", "\n").rstrip(), bool(view.html)) == (typed, has_form)


def test_an_answer_quotes_as_the_mail_was_laid_out(alice, people, store) -> None:
    box = people.alice.mailbox
    set_signature(people.alice.actor, mailbox_pk=box.pk, text="Quàng Thị Hoa")
    uid = store.put(box, mail())
    answer = begin(alice, box, f"?reply={uid}")
    html = str(with_html(alice.post(url(box), answer | {"action": "rich"}))["html"])
    assert html.startswith("<p></p><p>-- <br>Quàng Thị Hoa</p><p>Ngày ")
    assert re.search(r"viết:</p><blockquote>.*<b>|<blockquote>.*</blockquote>$", html, re.S)
    assert "<script" not in html and "cid:" not in html
    # A quotation that was changed is not put back.
    changed = answer | {"text": answer["text"].replace("> ", "> đã sửa ", 1), "action": "rich"}
    assert "đã sửa" in str(with_html(alice.post(url(box), changed))["html"])


def test_a_template_goes_into_the_form(alice, people, store) -> None:
    box = people.alice.mailbox
    set_signature(people.alice.actor, mailbox_pk=box.pk, text="Hoa")
    made = save_template(people.alice.actor, Shelf(box.pk), order=TemplateOrder("M", "<Lời>\nsẵn"))
    form = begin(alice, box) | {"html": "<p>a</p><p>-- <br>Hoa</p>", "edited": "html"}
    page = alice.post(url(box), form | {"action": "template", "template": made.pk})
    again = with_html(page)
    assert again["html"] == "<p>a</p><p>&lt;Lời&gt;<br>sẵn</p><p>-- <br>Hoa</p>"
    assert again["text"] == "a\n\n<Lời>\nsẵn\n\n-- \nHoa"
    page = alice.post(url(box), again | {"edited": "html", "action": "sign"})
    assert str(with_html(page)["html"]).count("Hoa") == 1


def test_what_is_too_long_for_form_is_not_lost(alice, people, store) -> None:
    box = people.alice.mailbox
    form = begin(alice, box) | {"to": TO, "text": "cũ", "edited": "html", "action": "save"}
    page = alice.post(url(box), form | {"html": "<b>đ</b>" * 70_000})
    assert page.status_code == 302
    (draft,) = store.mails(box, "Drafts")
    assert parse(draft.content).text.strip() == "đ" * 70_000


def test_a_draft_of_another_program_keeps_its_pictures_as_files(alice, people, store) -> None:
    box = people.alice.mailbox
    uid = store.put(box, mail(), "Drafts")
    page = alice.get(url(box, f"?draft={uid}"))
    assert page.status_code == 200 and not page.context["is_rich"]
    html = plain(**{"Content-Type": "text/html; charset=utf-8"}, text="<p>Xin <i>chào</i></p>")
    uid = store.put(box, html, "Drafts")
    assert with_html(alice.get(url(box, f"?draft={uid}")))["html"] == "<p>Xin <i>chào</i></p>"
