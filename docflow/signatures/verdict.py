"""What the facts of a check mean: a verdict for each signature, the worst for the file. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from mailsvc.base.text import fold, nfc


class Verdict(TextChoices):
    """In the order of gravity: of several signatures the gravest speaks for the file."""

    ALTERED = "altered", _("đã bị sửa sau khi ký")
    BROKEN = "broken", _("chữ ký hỏng, không kiểm tra được")
    REVOKED = "revoked", _("chứng thư của người ký đã bị thu hồi")
    EXPIRED = "expired", _("chứng thư của người ký đã hết hạn")
    UNKNOWN = "unknown", _("chưa rõ người ký")
    UNREAD = "unread", _("chưa kiểm tra được chữ ký")
    UNSIGNED = "unsigned", _("không có chữ ký số: chỉ để biết, tham khảo")
    VALID = "valid", _("chữ ký số hợp lệ")


# What the clerk does then (ND30 art. 21(2), QD28 art. 4).
ADVICE = {
    Verdict.ALTERED: _(
        "Không tiếp nhận: từ chối với lý do “văn bản bị sửa sau khi ký” và đề nghị nơi gửi gửi lại."
    ),
    Verdict.BROKEN: _("Đề nghị nơi gửi gửi lại tệp; chưa có bản tốt thì chỉ để biết, tham khảo."),
    Verdict.REVOKED: _(
        "Không coi là bản gốc: hỏi nơi gửi, đề nghị ký lại bằng chứng thư còn dùng."
    ),
    Verdict.EXPIRED: _("Hỏi nơi gửi văn bản ký ngày nào; cần bản gốc thì đề nghị ký lại."),
    Verdict.UNKNOWN: _("Gọi nơi gửi xác nhận; chưa xác nhận được thì chỉ để biết, tham khảo."),
    Verdict.UNREAD: _("Mở tệp bằng phần mềm ký số để kiểm tra trước khi vào sổ."),
    Verdict.UNSIGNED: _("Không thay được bản giấy; cần xử lý thì đề nghị bản ký số hoặc bản giấy."),
    Verdict.VALID: _("Tiếp nhận như bản gốc."),
}
_ORDER = list(Verdict)
_ALLOWED_CHANGES = frozenset({"LTA_UPDATES", "FORM_FILLING"})
_AGENCY_BEGINNINGS = ("sở ", "bộ ", "ubnd", "ủy ban", "uỷ ban", "cục ", "chi cục", "văn phòng ")


@dataclass(frozen=True)
class SignatureFacts:
    """One signature, as a page shows it."""

    verdict: Verdict
    signer: str
    organ: str
    title: str
    issuer: str
    signed_at: datetime | None
    is_agency: bool
    is_stamp: bool
    has_trusted_time: bool
    has_additions: bool

    @property
    def word(self) -> str:
        return str(self.verdict.label)


def read_signature(facts: Mapping[str, Any]) -> SignatureFacts:
    """From what the child wrote down."""
    signer, organ = facts.get("signer", ""), facts.get("organ", "")
    stamped, claimed = facts.get("stamped_at"), facts.get("signed_at")
    when = stamped or claimed
    return SignatureFacts(
        verdict=_verdict_of(facts),
        signer=signer,
        organ=organ,
        title=facts.get("title", ""),
        issuer=facts.get("issuer", ""),
        signed_at=datetime.fromisoformat(when) if when else None,
        is_agency=is_agency_name(signer, organ),
        is_stamp=bool(facts.get("is_stamp")),
        has_trusted_time=bool(stamped),
        has_additions=facts.get("changes") in _ALLOWED_CHANGES,
    )


def verdict_of(signatures: Iterable[SignatureFacts]) -> Verdict:
    """The gravest; a file with clock stamps only bears nobody's signature."""
    found = list(signatures)
    people = [one.verdict for one in found if not one.is_stamp]
    stamps = [one.verdict for one in found if one.is_stamp and one.verdict == Verdict.ALTERED]
    return min([*people, *stamps], key=_ORDER.index, default=Verdict.UNSIGNED)


def is_original(signatures: Iterable[SignatureFacts]) -> bool:
    """Signed soundly by a person and by the agency: worth the paper original (ND30 art. 5(1))."""
    sound = [one for one in signatures if one.verdict == Verdict.VALID and not one.is_stamp]
    return any(one.is_agency for one in sound) and any(not one.is_agency for one in sound)


def is_agency_name(signer: str, organ: str) -> bool:
    """An agency's certificate bears the agency's name where a person's bears his."""
    name = fold(signer)
    spelled = nfc(signer).casefold()
    return bool(name) and (name == fold(organ) or spelled.startswith(_AGENCY_BEGINNINGS))


def _verdict_of(facts: Mapping[str, Any]) -> Verdict:
    if facts.get("error"):
        return Verdict.BROKEN
    # reference: "intact and valid" alone says nothing of what was added behind the signature.
    if not facts["intact"] or not facts["changes_allowed"]:
        return Verdict.ALTERED
    if not facts["covers_file"] and facts["changes"] not in _ALLOWED_CHANGES:
        return Verdict.ALTERED
    return {
        "trusted": Verdict.VALID,
        "expired": Verdict.EXPIRED,
        "revoked": Verdict.REVOKED,
    }.get(facts["trust"], Verdict.UNKNOWN)
