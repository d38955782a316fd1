"""A mail about a document: begun from its page, or answering a mail that is registered."""

import pytest

from docflow.intake.commands import MailSource
from docflow.intake.services import register_incoming
from mailsvc.stationery.shelves import Shelf, TemplateOrder, save_template
from tests.service.docflow import fixtures
from tests.service.docflow.offices import bring_incoming_to, incoming_command
from tests.web.mail.conftest import plain
from tests.web.mail.test_case import desk_of
from tests.web.mail.test_compose import begin, form_of, url

standing_offices = fixtures.standing_offices
offices = fixtures.offices
files_dir = fixtures.files_dir
TEXT = "Kính trả lời văn bản {so_van_ban}, số đến {so_den}: {trich_yeu}."


@pytest.fixture
def office(offices, store):
    return offices[0]


def _template(actor, box) -> int:
    return save_template(actor, Shelf(box.pk), order=TemplateOrder("Trả lời", TEXT)).pk


def test_template_names_the_document_the_mail_is_about(office):
    document = bring_incoming_to(office, "in_progress")
    number = document.entries.get().number
    browser, box = desk_of(office.officer)
    pk = _template(office.officer, box)
    page = browser.get(f"/van-ban/{document.pk}/").content.decode()
    assert f"/thu/soan/?document={document.pk}" in page
    form = begin(browser, box, f"?document={document.pk}")
    assert form["subject"].endswith(document.subject) and document.symbol in form["subject"]
    again = browser.post(url(box), form | {"action": "template", "template": pk})
    said = f"văn bản {document.symbol}, số đến {number}: {document.subject}."
    assert form_of(again)["text"].strip().endswith(said)
    assert f'href="/van-ban/{document.pk}/"' in again.content.decode()
    kept = browser.post(url(box), form | {"action": "save", "subject": "Khác"})
    assert kept.headers["Location"].endswith(f"&document={document.pk}")
    fields = form_of(browser.get(kept.headers["Location"]))
    assert (fields["document"], fields["subject"]) == (str(document.pk), "Khác")


@pytest.mark.parametrize("asked", ["", "?document=999999", "?document=x", "?document=" + "9" * 40])
def test_without_a_document_places_are_left_to_be_filled_in(office, asked):
    browser, box = desk_of(office.officer)
    form = begin(browser, box, asked)
    posted = form | {"action": "template", "template": _template(office.officer, box)}
    text = form_of(browser.post(url(box), posted))["text"]
    assert "văn bản ……, số đến ……: ……." in text


def test_a_document_of_others_says_nothing(office, offices):
    document = bring_incoming_to(office, "in_progress")
    browser, box = desk_of(offices[1].clerk)
    page = browser.get(f"{url(box)}?document={document.pk}").content.decode()
    assert document.subject not in page
    form = begin(browser, box) | {"document": document.pk, "action": "template"}
    form["template"] = _template(offices[1].clerk, box)
    again = browser.post(url(box), form).content.decode()
    assert document.subject not in again and "……" in again


def test_an_answer_to_a_registered_mail_knows_its_document(office, store):
    browser, box = desk_of(office.clerk)
    uid = store.put(box, plain())
    command = incoming_command(office, mail=MailSource(box.pk, "<m1@vp.example>"))
    document = register_incoming(office.clerk, command).document
    form = begin(browser, box, f"?reply={uid}")
    posted = form | {"action": "template", "template": _template(office.clerk, box)}
    text = form_of(browser.post(url(box), posted))["text"]
    assert f"văn bản {document.symbol}, số đến 1: {document.subject}." in text
