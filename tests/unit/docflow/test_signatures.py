"""Verdicts on really signed PDFs: each word a clerk may read."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from asn1crypto import pem, x509

from docflow.signatures.child import look
from docflow.signatures.verdict import (
    ADVICE,
    SignatureFacts,
    Verdict,
    is_agency_name,
    is_original,
    read_signature,
    verdict_of,
)
from tests.support.signed_pdf import (
    AGENCY,
    Authority,
    add_page_content,
    alter_bytes,
    make_authority,
    make_pdf,
    sign,
    with_field,
)

NOW = datetime.now(UTC)
YEAR = timedelta(days=365)


@cache
def _authority() -> Authority:
    return make_authority()


def _signatures(content: bytes, moment: datetime | None = None) -> list[SignatureFacts]:
    root = x509.Certificate.load(pem.unarmor(_authority().identity.pem)[2])
    return [read_signature(facts) for facts in look(content, [root], moment or datetime.now(UTC))]


@cache
def _signed() -> bytes:
    return sign(make_pdf(), _authority().issue("Lò Văn Én"))


def _expired() -> bytes:
    begin, end = NOW - 2 * YEAR, NOW - YEAR
    return sign(make_pdf(), _authority().issue("Lò Văn Én", begin=begin, end=end))


def _strange() -> bytes:
    return sign(make_pdf(), make_authority("CA lạ").issue("Lò Văn Én"))


CASES: dict[str, tuple[Callable[[], bytes], Verdict, str]] = {
    "valid": (_signed, Verdict.VALID, "chữ ký số hợp lệ"),
    "altered": (lambda: alter_bytes(_signed()), Verdict.ALTERED, "đã bị sửa sau khi ký"),
    "altered behind": (lambda: add_page_content(_signed()), Verdict.ALTERED, "sửa sau khi ký"),
    "expired": (_expired, Verdict.EXPIRED, "hết hạn"),
    "unknown": (_strange, Verdict.UNKNOWN, "chưa rõ người ký"),
    "unsigned": (make_pdf, Verdict.UNSIGNED, "chỉ để biết, tham khảo"),
    "field only": (lambda: with_field(make_pdf()), Verdict.UNSIGNED, "chỉ để biết, tham khảo"),
    "field behind": (lambda: with_field(_signed()), Verdict.VALID, "chữ ký số hợp lệ"),
}


@pytest.mark.parametrize("name", CASES)
def test_verdict_in_words(name: str) -> None:
    make, verdict, words = CASES[name]
    found = verdict_of(_signatures(make()))
    assert found == verdict
    assert words in found.label
    assert ADVICE[found]


def test_person_then_agency_is_worth_the_original() -> None:
    leader, seal = _authority().issue("Lò Văn Én"), _authority().issue(AGENCY)
    both = _signatures(sign(sign(make_pdf(), leader, field="Ky"), seal, field="Dau"))
    assert verdict_of(both) == Verdict.VALID
    assert [(one.signer, one.organ, one.is_agency) for one in both] == [
        ("Lò Văn Én", AGENCY, False),
        (AGENCY, AGENCY, True),
    ]
    assert [one.has_additions for one in both] == [True, False]
    assert is_original(both)
    assert not is_original(_signatures(_signed()))


def test_gravest_of_several_speaks() -> None:
    strange = make_authority("CA lạ").issue(AGENCY)
    both = _signatures(sign(_signed(), strange, field="Dau"))
    assert [one.verdict for one in both] == [Verdict.VALID, Verdict.UNKNOWN]
    assert verdict_of(both) == Verdict.UNKNOWN


def test_trusted_clock_outlives_the_certificate_and_an_unknown_one_does_not() -> None:
    end = datetime.now(UTC) + timedelta(minutes=5)
    later = datetime.now(UTC) + timedelta(days=30)
    leader = _authority().issue("Lò Văn Én", end=end)
    for authority, verdict in (
        (_authority(), Verdict.VALID),
        (make_authority("CA lạ"), Verdict.EXPIRED),
    ):
        content = sign(make_pdf(), leader, clock=authority.issue("Đồng hồ", is_clock=True))
        (one,) = _signatures(content, later)
        assert one.verdict == verdict
        assert one.has_trusted_time is (verdict == Verdict.VALID)
        assert one.signed_at is not None


@pytest.mark.parametrize(
    ("signer", "organ", "expected"),
    [
        ("Lò Văn Én", "Sở Tài chính", False),
        ("SỞ TÀI CHÍNH", "Sở Tài chính", True),
        ("Ủy ban nhân dân xã Mường Phăng", "", True),
        ("Sỏ Văn Páo", "", False),
        ("", "", False),
    ],
)
def test_agency_is_told_from_a_person(signer: str, organ: str, expected: bool) -> None:
    assert is_agency_name(signer, organ) is expected
