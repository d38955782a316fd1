"""Broken and hostile mails of every kind we know: parsed soon, and the text is there."""

import time

import pytest

from mailsvc.message import parse
from mailsvc.message.htmltext import text_of_html
from mailsvc.message.parse import part_bytes
from tests.support.hostile_mime import is_shown, mails

MAILS = mails()


@pytest.mark.parametrize("content", MAILS.values(), ids=MAILS.keys())
def test_text_of_a_hostile_mail_is_found(content: bytes) -> None:
    begun = time.process_time()
    view = parse(content)
    assert is_shown(view.text), view.text[:200]
    assert not view.html or is_shown(text_of_html(view.html))
    for file in view.attachments[:20]:
        part_bytes(content, file.index)
        assert file.filename.isprintable() or "\u200b" in file.filename
        assert "/" not in file.filename
    assert time.process_time() - begun < 3
