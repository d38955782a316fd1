"""Broken and hostile mails open on every page, with their text shown."""

import html

import pytest
from django.urls import reverse

from tests.support.hostile_mime import is_shown, mails

MAILS = mails()
GROUPS = sorted({name.split("-")[0] for name in MAILS})
PAGES = ("message", "frame", "download")


@pytest.mark.parametrize("group", GROUPS)
def test_hostile_mails_open(alice, people, store, group):
    box = people.alice.mailbox
    for name, content in MAILS.items():
        if name.split("-")[0] != group:
            continue
        uid = store.put(box, content)
        answers = [alice.get(reverse(f"mail:{page}", args=[box.pk, uid])) for page in PAGES]
        assert [answer.status_code for answer in answers] == [200] * 3, name
        texts = [html.unescape(answer.content.decode()) for answer in answers[:2]]
        assert any(is_shown(text) for text in texts), name
        if group in {"file", "multipart"}:
            file = alice.get(reverse("mail:attachment", args=[box.pk, uid, 0]))
            assert file.status_code in {200, 404}, name
            assert "\n" not in str(file.headers), name
