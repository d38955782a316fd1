"""The search box: what one may see, without accents, and the own inbox."""

import pytest

from tests.service.docflow.offices import Office, bring_incoming_to, bring_outgoing_to
from tests.web import store
from tests.web.documents.test_register_from_mail import make_mail
from webui.mail.store import using


def test_documents_and_mails_are_found_without_accents(office: Office, finance: Office, sign_in):
    incoming = bring_incoming_to(office, "directed")
    outgoing = bring_outgoing_to(office, "draft", finance.agency)
    store.put(office.officer.address, make_mail("Báo cáo số liệu"))
    page = sign_in(office.officer).get("/tim/", {"q": "bao cao"}).content.decode()
    assert f'href="/van-ban/{incoming.pk}/"' in page
    assert f'href="/van-ban/{outgoing.pk}/"' in page
    assert "Báo cáo số liệu" in page
    assert 'value="bao cao"' in page


def test_nobody_finds_what_he_may_not_see(office: Office, finance: Office, sign_in):
    document = bring_incoming_to(office, "registered")
    for actor in (office.officer, office.sysadmin, finance.clerk):
        page = sign_in(actor).get("/tim/", {"q": "bao cao"}).content.decode()
        assert f"/van-ban/{document.pk}/" not in page
        assert "Không có văn bản nào khớp." in page


@pytest.mark.parametrize("query", ["", "%", "' OR 1=1 --", "\x00", "x" * 5000, "đ" * 300])
def test_any_text_is_answered(office: Office, sign_in, query: str):
    assert sign_in(office.clerk).get("/tim/", {"q": query}).status_code == 200


def test_mail_store_down_is_said(office: Office, sign_in):
    with using(store.open_nothing):
        page = sign_in(office.clerk).get("/tim/", {"q": "bao cao"}).content.decode()
    assert "chưa tìm được trong thư" in page
