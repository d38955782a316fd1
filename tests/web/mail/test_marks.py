"""Internal and urgent stand on a mail in words, in the list and in the mail; others' do not."""

import pytest
from django.conf import settings
from django.urls import reverse

from mailsvc.submission.labels import without_claims
from tests.web.mail.conftest import plain

MARKS = {"X-CV-Circulation": "internal", "X-CV-Urgency": "khan"}
STAMPS = ('<span class="stamp">Khẩn</span>', '<span class="stamp">Lưu hành nội bộ</span>')


def taken(server: str = settings.HOST_NAME, **fields: str) -> bytes:
    """A mail as it lies in the store when this server took it last."""
    received = f"from x ([192.0.2.7]) by {server} with ESMTP id 1; Tue, 22 Dec 2009 08:42:00 +0700"
    return plain(**{"Received": received} | fields)


def stamps(client, mailbox, uid) -> list[list[bool]]:
    """On each page that shows a mail: which of the two stand there."""
    own, found = [mailbox.pk, uid], reverse("mail:search", args=[mailbox.pk]) + "?q=hop"
    names = ("message", "conversation", "paper")
    urls = [reverse("mail:list", args=[mailbox.pk]), found]
    urls += [reverse(f"mail:{name}", args=own) for name in names]
    pages = [client.get(url).content.decode() for url in urls]
    return [[stamp in page for stamp in STAMPS] for page in pages]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (MARKS, [True, True]),
        ({"X-CV-Urgency": "hoa_toc"}, [True, False]),
        ({"X-CV-Circulation": "internal"}, [False, True]),
        ({}, [False, False]),
    ],
    ids=str,
)
def test_our_marks_are_shown(alice, people, store, fields, expected):
    uid = store.put(people.alice.mailbox, taken(**fields))
    assert stamps(alice, people.alice.mailbox, uid) == [expected] * 5


@pytest.mark.parametrize(
    "content",
    [
        plain(**MARKS),
        taken("mx.noi-khac.example", **MARKS),
        taken(f"{settings.HOST_NAME}.noi-khac.example", **MARKS),
        taken("mx.noi-khac.example", **MARKS).replace(
            b"Subject:", f"Received: by {settings.HOST_NAME} with HTTP id 1\r\nSubject:".encode()
        ),
        taken(**{"X-CV-Urgency": '"><b>khan'}),
        taken(Subject="Khẩn, X-CV-Urgency: khan"),
    ],
    ids=["laid down", "elsewhere", "longer name", "below another's", "html", "in a subject"],
)
def test_what_others_claim_is_not(alice, people, store, content):
    uid = store.put(people.alice.mailbox, content)
    assert stamps(alice, people.alice.mailbox, uid) == [[False, False]] * 5


def test_a_stranger_mail_loses_its_claims_before_it_is_stored(alice, people, store):
    """What the MX port does first: else its own Received would vouch for them."""
    forged = plain(**MARKS)
    head = next(line for line in taken().splitlines(keepends=True) if b"Received:" in line)
    for content, expected in ((forged, True), (without_claims(forged, len(forged)), False)):
        uid = store.put(people.alice.mailbox, head + content)
        page = alice.get(reverse("mail:message", args=[people.alice.mailbox.pk, uid]))
        assert [stamp in page.content.decode() for stamp in STAMPS] == [expected] * 2
