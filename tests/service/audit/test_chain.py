"""The journal names the first row that was touched (A1)."""

import pytest

from mailsvc.audit.consistency import find_problems, run_verify
from mailsvc.audit.models import AuditChain, AuditEvent
from mailsvc.audit.services import record, verify_chain
from mailsvc.base.errors import Conflict
from mailsvc.directory.actor import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows() -> None:
    for number in range(1, 6):
        record(
            SYSTEM,
            chain="STTTT",
            action="register",
            object_type="Document",
            object_pk=number,
            facts={"số": number, "trích yếu": "Báo cáo"},
        )


@pytest.mark.db_bound
def test_clean_chain_verifies() -> None:
    report = verify_chain("STTTT")
    assert report.is_ok
    assert report.checked == 5
    assert report.head_hash == AuditChain.objects.get().head_hash


@pytest.mark.parametrize(
    "change",
    [{"facts": {"số": 9}}, {"actor": "ai-do@x.vn"}, {"action": "void"}, {"hash": "0" * 64}],
)
def test_changed_row_is_named(change: dict[str, object]) -> None:
    AuditEvent.objects.filter(seq=3).update(**change)
    assert verify_chain("STTTT").broken_seq == 3
    assert find_problems() == ["A1 chain STTTT breaks at row 3"]
    with pytest.raises(Conflict, match="row 3"):
        run_verify()


@pytest.mark.parametrize("seq", [1, 3, 5])
def test_missing_row_is_named(seq: int) -> None:
    AuditEvent.objects.filter(seq=seq).delete()
    assert verify_chain("STTTT").broken_seq == seq
