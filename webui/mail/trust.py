"""How far a mail can be trusted: what the directory knows about its sender, put to `cautions`."""

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils.translation import get_language

from mailsvc.directory.selectors import list_domains, list_namesakes
from mailsvc.message.vouched import NO_MARKS, Marks, vouched_marks
from webui.mail.cautions import Identity, list_warnings, verify
from webui.mail.doubts import Doubt, list_doubts
from webui.mail.reading import Reading


@dataclass(frozen=True)
class Trust:
    """Warnings above the mail; in its details, whether it comes from whom it says; our marks; the
    links to ask about, of the mail as it is shown.
    """

    warnings: tuple[str, ...]
    words: str
    marks: Marks = NO_MARKS
    doubts: tuple[Doubt, ...] = ()


def read_trust(reading: Reading, *, is_text: bool) -> Trust:
    """Asks for people of the same name only where the sender is from outside."""
    sender, own = reading.view.from_, list_domains()
    is_inside = sender.address.rpartition("@")[2].casefold() in own
    namesakes = () if is_inside else list_namesakes(sender.name)
    identity = Identity(own, namesakes, settings.HOST_NAME)
    return _judge(reading, identity, get_language() or "", is_text=is_text)


@lru_cache(maxsize=200)
def _judge(reading: Reading, identity: Identity, _language: str, *, is_text: bool) -> Trust:
    """The same facts get the same judgement."""
    view = reading.view
    doubts = list_doubts(reading, identity.own_domains, is_text=is_text)
    return Trust(
        warnings=tuple(list_warnings(view, identity, doubts)),
        words=verify(view, identity.authserv_id).words,
        marks=vouched_marks(view.headers, identity.authserv_id),
        doubts=doubts,
    )
