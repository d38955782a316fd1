"""Checks of stored files: made once, in a child that may fail, nothing fetched."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from docflow.documents.files import read_content
from docflow.signatures.models import SignatureCheck
from docflow.signatures.services import check_files
from docflow.signatures.verdict import Verdict
from tests.service.docflow.offices import make_file
from tests.support.signed_pdf import make_authority, make_pdf, sign, trust

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def roots(tmp_path: Path) -> Iterator[Path]:
    with override_settings(TRUST_ROOTS_DIR=tmp_path / "trust"):
        yield tmp_path / "trust"


def _check(content: bytes) -> SignatureCheck:
    sha256 = make_file(content).sha256
    return check_files([sha256])[sha256]


def test_unknown_signer_is_looked_at_again_with_new_roots_and_the_file_stays(roots: Path) -> None:
    authority = make_authority()
    content = sign(make_pdf(), authority.issue("Lò Văn Én"))
    first = _check(content)
    assert first.verdict == Verdict.UNKNOWN
    assert _check(content).checked_at == first.checked_at
    trust(roots, authority)
    second = _check(content)
    assert second.verdict == Verdict.VALID
    assert [one.signer for one in second.signatures] == ["Lò Văn Én"]
    assert _check(content).checked_at == second.checked_at
    assert read_content(second.sha256) == content


def _damaged() -> bytes:
    content = sign(make_pdf(), make_authority().issue("Lò Văn Én"))
    at = content.index(b"/Contents <") + 60
    return content[:at] + b"00" * 200 + content[at + 400 :]


@pytest.mark.parametrize(
    "make",
    [lambda: b"%PDF-1.7 /ByteRange [0 1 2 3]" + b"<<" * 999, _damaged],
    ids=["nested", "damaged"],
)
def test_file_made_to_break_readers_is_called_broken(make: Callable[[], bytes]) -> None:
    assert _check(make()).verdict == Verdict.BROKEN


def test_scan_costs_no_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("subprocess.run", None)
    assert _check(make_pdf("Bản quét")).verdict == Verdict.UNSIGNED
