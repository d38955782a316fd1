"""Labels: internal mail stays inside, state secrets go nowhere, urgent is ours to say."""

import pytest

from mailsvc.directory import services as directory
from mailsvc.directory.actor import SYSTEM
from mailsvc.queue import selectors, spool
from mailsvc.queue.facts import read_facts
from mailsvc.sites.services import SiteChange, add_site
from mailsvc.submission.services import Source
from tests import factories
from tests.service.submission.people import mail, refused, send

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]

OUTSIDE = ("ai@noi-khac.example", "bao@vnexpress.example")
INTERNAL = "X-CV-Circulation: internal"


@pytest.fixture
def hoa():
    return factories.make_member(factories.make_agency(), local="hoa")


@pytest.fixture
def lan(hoa):
    return factories.make_member(factories.make_agency("SNV", "Sở Nội vụ"), local="lan")


@pytest.mark.parametrize("source", [Source.WEB, Source.SUBMISSION, Source.SYSTEM])
@pytest.mark.parametrize(
    "field", [INTERNAL, "x-cv-circulation : Internal", "X-CV-Circulation: lưu hành nội bộ"]
)
def test_internal_mail_never_leaves_and_names_who_is_outside(hoa, lan, source, field):
    assert send(hoa, lan.mailbox.address, source=source, fields=[field])
    error = refused(hoa, lan.mailbox.address, *OUTSIDE, source=source, fields=[field])
    assert error.code == "internal_only"
    assert all(address in error.public_text for address in OUTSIDE)
    assert lan.mailbox.address not in error.public_text
    assert send(hoa, *OUTSIDE, source=source)


def test_internal_by_argument_is_written_into_the_mail(hoa, lan):
    assert refused(hoa, OUTSIDE[0], is_internal=True).code == "internal_only"
    done = send(hoa, lan.mailbox.address, is_internal=True)
    message = selectors.find_message(done.trace_id)
    assert bytes(message.prefix).count(b"X-CV-Circulation: internal\r\n") == 1
    assert read_facts(message.facts).label == "internal"
    unlabelled = send(hoa, lan.mailbox.address)
    assert selectors.find_message(unlabelled.trace_id).facts == ""


def test_our_own_sites_are_inside(hoa):
    change = SiteChange(host="10.0.0.7", is_inside=True, domains=("muongcha.dienbien.example",))
    add_site(SYSTEM, name="muong-cha", change=change)
    assert send(hoa, "an@muongcha.dienbien.example", fields=[INTERNAL])
    assert refused(hoa, OUTSIDE[0], fields=[INTERNAL]).code == "internal_only"


@pytest.mark.parametrize("source", Source)
@pytest.mark.parametrize(
    "content",
    [
        mail("hoa@stttt.dienbien.example", "X-CV-Secrecy: mat"),
        mail("hoa@stttt.dienbien.example", "X-CV-Secrecy: tuyet_mat"),
        mail("hoa@stttt.dienbien.example", subject="[Tối mật] Phương án"),
        mail("hoa@stttt.dienbien.example", text="SỞ NỘI VỤ\r\nMẬT\r\nSố: 15/SNV"),
    ],
    ids=["header", "odd header", "subject", "stamp"],
)
def test_state_secrets_are_refused_on_every_path(hoa, lan, source, content):
    error = refused(hoa, lan.mailbox.address, source=source, content=content)
    assert error.code == "state_secret"
    assert "văn bản giấy" in error.public_text
    ordinary = mail(hoa.mailbox.address, "X-CV-Secrecy: thuong", subject="V/v bảo mật thư")
    assert send(hoa, lan.mailbox.address, source=source, content=ordinary)


@pytest.mark.parametrize("field", ["X-CV-Urgency: khan", "X-CV-Urgency: hoa_toc"])
def test_urgent_is_believed_from_inside_only(hoa, lan, field):
    for source, is_urgent in ((Source.SUBMISSION, True), (Source.WEB, True), (Source.MX, False)):
        done = send(hoa, lan.mailbox.address, source=source, fields=[field])
        message = selectors.find_message(done.trace_id)
        assert message.is_urgent is is_urgent
    plain = send(hoa, lan.mailbox.address, fields=["X-CV-Urgency: thuong"])
    assert not selectors.find_message(plain.trace_id).is_urgent


def test_claims_of_other_servers_are_taken_out_and_nothing_else(hoa):
    content = mail(
        "ai@noi-khac.example",
        "X-CV-Circulation: internal",
        "X-Mailer: thư",
        "x-cv-urgency:\r\n khan",
        text="X-CV-Circulation: internal",
    )
    done = send(hoa, hoa.mailbox.address, source=Source.MX, content=content)
    kept = content.replace(b"X-CV-Circulation: internal\r\nX-M", b"X-M")
    assert spool.read(done.trace_id) == kept.replace(b"x-cv-urgency:\r\n khan\r\n", b"")


def test_a_claim_that_is_the_whole_header(hoa):
    content = b"X-CV-Circulation: internal\r\n\r\nX-CV-Urgency: khan\r\n"
    done = send(hoa, hoa.mailbox.address, source=Source.MX, content=content)
    assert spool.read(done.trace_id) == b"\r\nX-CV-Urgency: khan\r\n"


def test_internal_reaches_aliases_and_details_of_our_own(hoa, lan):
    directory.create_alias(SYSTEM, address="lò.lan@snv.dienbien.example", mailbox=lan.mailbox)
    assert send(hoa, "LÒ.Lan@snv.dienbien.example", "lan+x@snv.dienbien.example", fields=[INTERNAL])
