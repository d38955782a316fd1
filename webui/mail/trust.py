"""How far a mail can be trusted: what the directory knows about its sender, put to `cautions`."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils.translation import get_language

from mailsvc.directory.selectors import list_domains, list_namesakes
from mailsvc.message.view import MessageView
from mailsvc.message.vouched import NO_MARKS, Marks, vouched_marks
from webui.mail.cautions import Identity, list_warnings, verify


@dataclass(frozen=True)
class Trust:
    """Warnings above the mail; in its details, whether it comes from whom it says; our marks."""

    warnings: tuple[str, ...]
    words: str
    marks: Marks = NO_MARKS


def read_trust(view: MessageView, masked: Sequence[tuple[str, str]]) -> Trust:
    """Asks for people of the same name only where the sender is from outside."""
    own = list_domains()
    is_inside = view.from_.address.rpartition("@")[2].casefold() in own
    namesakes = () if is_inside else list_namesakes(view.from_.name)
    identity = Identity(own, namesakes, settings.HOST_NAME)
    return _judge(view, identity, tuple(masked), get_language() or "")


@lru_cache(maxsize=200)
def _judge(
    view: MessageView, identity: Identity, masked: tuple[tuple[str, str], ...], _language: str
) -> Trust:
    """The same facts get the same judgement."""
    warnings = tuple(list_warnings(view, identity, masked))
    marks = vouched_marks(view.headers, identity.authserv_id)
    return Trust(warnings, verify(view, identity.authserv_id).words, marks)
