"""Small parts of the decree's layout as text (ND30 Annex I part II)."""

from datetime import date

# Room for ink where a draft has no number or day yet; no-break spaces are kept by HTML.
BLANK = "\u00a0" * 6


def date_line(place: str, on: date | None) -> str:
    """`Điện Biên Phủ, ngày 05 tháng 01 năm 2026`: zeros for days < 10, months < 3."""
    if on is None:
        return f"{place}, ngày {BLANK} tháng {BLANK} năm {BLANK}"
    month = f"{on.month:02}" if on.month < 3 else f"{on.month}"
    return f"{place}, ngày {on.day:02} tháng {month} năm {on.year}"


def paragraphs(body: str) -> list[str]:
    """Each non-empty line is a paragraph; the last ends with "./." (ND30 Annex I part II.5)."""
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    if lines:
        lines[-1] = f"{lines[-1].removesuffix('./.').rstrip('. ')}./."
    return lines
