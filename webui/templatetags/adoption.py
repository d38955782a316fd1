"""Numbers as the reader's language writes them."""

from django import template
from django.utils.translation import get_language

from mailsvc.usage.rules import number_text

register = template.Library()


@register.filter
def thousands(number: int) -> str:
    """`1850` → `1.850` in Vietnamese, `1,850` in English."""
    return f"{number:,}" if get_language() == "en" else number_text(number)
