"""`{% own_words reading doubts pk uid folder %}`: the own words of a mail, its addresses as links;
those in doubt lead to the page that asks.
"""

from collections.abc import Sequence

from django.template import Library
from django.utils.safestring import SafeString

from webui.mail.doubts import Doubt, ask_at, write_text
from webui.mail.reading import Reading

register = Library()


@register.simple_tag
def own_words(
    reading: Reading, doubts: Sequence[Doubt], pk: int, uid: int, folder: str
) -> SafeString:
    """`doubts` are those of the mail as text."""
    asks = {one.number: ask_at(pk, uid, folder, one.number, is_text=True) for one in doubts}
    return write_text(reading, asks)
