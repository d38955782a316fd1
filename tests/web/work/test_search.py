"""The search box: what one may see, without accents, and the inboxes one may read."""

from contextlib import contextmanager

import pytest

from mailsvc.base.errors import Invalid
from mailsvc.directory import services as directory
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.models import Account, Mailbox, MailboxGrant
from tests.factories import SINCE
from tests.service.docflow.offices import Office, bring_incoming_to, bring_outgoing_to
from tests.web.documents.test_register_from_mail import make_mail
from webui.mail.store import using


def test_documents_and_mails_are_found_without_accents(
    office: Office, finance: Office, sign_in, store
):
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


def _share(office: Office, local: str, name: str) -> Mailbox:
    """A mailbox of the office that its officer may read."""
    mailbox = directory.create_mailbox(
        SYSTEM, address=f"{local}@stttt.dienbien.example", name=name, agency=office.agency
    )
    directory.grant_mailbox(
        SYSTEM,
        mailbox=mailbox,
        account=Account.objects.get(pk=office.officer.account_pk),
        level=MailboxGrant.Level.VIEWER,
        valid_from=SINCE,
    )
    return mailbox


def test_shared_mailboxes_are_searched_by_those_who_may_read_them(office: Office, sign_in, store):
    shared = _share(office, "hopthu", "Hộp thư Sở")
    for _ in range(12):
        store.put(shared.address, make_mail("Báo cáo của huyện"))
    page = sign_in(office.officer).get("/tim/", {"q": "bao cao"}).content.decode()
    assert page.count("Báo cáo của huyện") == 10
    assert f'href="/thu/{shared.pk}/12/?folder=INBOX"' in page
    assert f'<a href="/thu/{shared.pk}/tim/?q=bao%20cao">Xem cả 12 thư</a>' in page
    for actor in (office.colleague, office.sysadmin):
        assert "Báo cáo của huyện" not in sign_in(actor).get("/tim/?q=bao").content.decode()


def test_mailboxes_beyond_a_few_are_named_not_searched(office: Office, sign_in, store):
    shared = [_share(office, f"hop{n}", f"Hộp số {n}") for n in range(5)]
    for mailbox in shared:
        store.put(mailbox.address, make_mail("Báo cáo"))
    page = sign_in(office.officer).get("/tim/", {"q": "bao cao"}).content.decode()
    searched = [m for m in shared if f'href="/thu/{m.pk}/1/?folder=INBOX"' in page]
    named = [
        m for m in shared if f'href="/thu/{m.pk}/tim/?q=bao%20cao"' in page and m not in searched
    ]
    assert (len(searched), len(named)) == (3, 2)
    assert {m.pk for m in (*searched, *named)} == {m.pk for m in shared}


def test_silent_store_is_asked_once(office: Office, sign_in, store):
    shared = _share(office, "hopthu", "Hộp thư Sở")
    asked: list[str] = []

    @contextmanager
    def silent(mailbox: Mailbox):
        asked.append(mailbox.address)
        with store.open(mailbox) as session:
            yield session

    store.is_down = True
    with using(silent):
        page = sign_in(office.officer).get("/tim/", {"q": "bao cao"}).content.decode()
    assert asked == [office.officer.address]
    assert f'href="/thu/{shared.pk}/tim/?q=bao%20cao"' in page


def test_words_the_store_refuses_find_no_mail(office: Office, sign_in):
    @contextmanager
    def refusing(mailbox: Mailbox):
        raise Invalid("search_text", "Không tìm được chữ này.")
        yield

    with using(refusing):
        page = sign_in(office.officer).get("/tim/", {"q": "bao cao"}).content.decode()
    assert "Không có thư nào khớp." in page


@pytest.mark.parametrize("query", ["", "%", "' OR 1=1 --", "\x00", "x" * 5000, "đ" * 300])
def test_any_text_is_answered(office: Office, sign_in, query: str):
    assert sign_in(office.clerk).get("/tim/", {"q": query}).status_code == 200


def test_mail_store_down_is_said(office: Office, sign_in, store):
    store.is_down = True
    page = sign_in(office.clerk).get("/tim/", {"q": "bao cao"}).content.decode()
    assert "chưa tìm được trong thư" in page
