"""Numbers as the reader's language writes them."""

from datetime import date

from django import template
from django.utils.translation import get_language

from mailsvc.directory.models import Tier
from mailsvc.usage.bits import first_day
from mailsvc.usage.figures import Figures
from mailsvc.usage.rules import number_text, part_text
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


@register.filter
def share(figures: Figures) -> str:
    """`322 / 1.850`; in small groups neither nought nor all is told: `… / 15`."""
    part, whole = figures.regular, figures.eligible
    told = thousands(part) if part_text(part, whole) != "…" else "…"
    return f"{told} / {thousands(whole)}"


@register.filter
def month_day(ym: int) -> date:
    """The month as a day, for the date filter."""
    return first_day(ym)
