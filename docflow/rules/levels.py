"""Urgency and secrecy (ND30 Annex I part III)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from mailsvc.base.errors import Forbidden
from mailsvc.message.markings import has_stamp


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
    Urgency.URGENT: "KHẨN",
    Urgency.VERY_URGENT: "THƯỢNG KHẨN",
    Urgency.FLASH: "HỎA TỐC",
}


class Secrecy(TextChoices):
    """Độ mật; only the first is ever let in."""

    NONE = "thuong", _("Thường")
    SECRET = "mat", _("Mật")
    TOP_SECRET = "toi_mat", _("Tối mật")
    ABSOLUTE = "tuyet_mat", _("Tuyệt mật")


def refuse_state_secret(secrecy: str = Secrecy.NONE, *, text: str = "") -> None:
    """Raise Forbidden for a state secret, by its declared level or a stamp at the head of the text.

    QD28 art. 1(2): the exchange rules do not apply to state secrets; the 2018 law on their
    protection forbids them on a connected computer.
    """
    if secrecy != Secrecy.NONE or has_stamp(text):
        raise Forbidden(
            "state_secret",
            "Văn bản có độ mật không được đưa lên hệ thống này. "
            "Hãy xử lý theo quy định về bảo vệ bí mật nhà nước.",
        )
