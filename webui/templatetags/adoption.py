"""Numbers as the reader's language writes them."""

from django import template
from django.utils.translation import get_language

from mailsvc.directory.models import Tier
from mailsvc.usage.rules import number_text
from mailsvc.usage.selectors import TierLine

register = template.Library()


@register.filter
def thousands(number: int) -> str:
    """`1850` → `1.850` in Vietnamese, `1,850` in English."""
    return f"{number:,}" if get_language() == "en" else number_text(number)


@register.filter
def tier_name(tier: TierLine | Tier) -> str:
    """The tier's name in the reader's language."""
    if get_language() == "en":
        return tier.name_en
    return tier.name_vi if isinstance(tier, Tier) else tier.name
