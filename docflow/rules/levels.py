"""Urgency and secrecy (ND30 Annex I part III)."""

import json
from pathlib import Path

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from mailsvc.base.errors import Forbidden
from mailsvc.message.markings import has_stamp, has_subject_mark

# Names, stamps and codes with their source; the classes below are the words the code uses.
LEVELS = json.loads((Path(__file__).parent / "data" / "levels.json").read_text("utf-8"))


class Urgency(TextChoices):
    """Độ khẩn; ND30 names three urgent levels."""

    NORMAL = "thuong", _("Thường")
    URGENT = "khan", _("Khẩn")
    VERY_URGENT = "thuong_khan", _("Thượng khẩn")
    FLASH = "hoa_toc", _("Hỏa tốc")


# Sorting "urgent first": a higher rank comes first.
URGENCY_RANK: dict[str, int] = {level: rank for rank, level in enumerate(Urgency.values)}

# What the law stamps in red; nothing for an ordinary document.
URGENCY_STAMP: dict[str, str] = {
    row["code"]: row["stamp"] for row in LEVELS["urgency"] if row["stamp"]
}


class Secrecy(TextChoices):
    """Độ mật; only the first is ever let in."""

    NONE = "thuong", _("Thường")
    SECRET = "mat", _("Mật")
    TOP_SECRET = "toi_mat", _("Tối mật")
    ABSOLUTE = "tuyet_mat", _("Tuyệt mật")


# The code of the one refusal, which pages tell in place.
REFUSAL_CODE = "state_secret"


def refuse_state_secret(secrecy: str = Secrecy.NONE, *, text: str = "") -> None:
    """Raise Forbidden for a state secret, by its declared level, a stamp at the head of the text,
    or a mark before the words of its first line, which is the subject where there is one.

    QD28 art. 1(2): the exchange rules do not apply to state secrets; the 2018 law on their
    protection forbids them on a connected computer.
    """
    first_line = text.partition("\n")[0]
    if secrecy != Secrecy.NONE or has_stamp(text) or has_subject_mark(first_line):
        raise Forbidden(
            REFUSAL_CODE,
            "Văn bản có độ mật không được đưa lên hệ thống này. "
            "Hãy xử lý theo quy định về bảo vệ bí mật nhà nước.",
        )
