"""One act on many rows: each its own transaction and journal line; none stops the others."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction

from docflow.documents.access import visible_to
from docflow.routing import part_services, services
from docflow.routing.models import Assignment
from mailsvc.base.errors import Invalid, Refused
from mailsvc.directory.actor import Actor
from mailsvc.jobs.run import Outcome, Run, work

ROWS_MAX = 500


@dataclass(frozen=True)
class RowResult:
    """What became of one row; `words` is why not, "" when it was done."""

    title: str
    words: str


# Whole documents by their pk; parts by theirs.
_DOCUMENTS: dict[str, Callable[[Actor, int, str], object]] = {
    "present": lambda a, pk, text: services.present(a, document_pk=pk, text=text),
    "accept": lambda a, pk, text: services.accept(a, document_pk=pk),
    "complete": lambda a, pk, text: services.complete(a, document_pk=pk, result=text),
    "note": lambda a, pk, text: services.note(a, document_pk=pk, text=text),
    "nudge": lambda a, pk, text: services.nudge(a, document_pk=pk, text=text),
}
_PARTS: dict[str, Callable[[Actor, int, str], object]] = {
    "read": lambda a, pk, text: part_services.read_part(a, part_pk=pk),
    "accept_part": lambda a, pk, text: part_services.accept_part(a, part_pk=pk),
    "finish_part": lambda a, pk, text: part_services.finish_part(a, part_pk=pk, result=text),
}
BULK_ACTIONS = frozenset(_DOCUMENTS) | frozenset(_PARTS)
# What needs words, the same for all rows.
WITH_WORDS = frozenset({"complete", "finish_part"})


def run_bulk(actor: Actor, action: str, pks: Sequence[int], *, text: str = "") -> list[RowResult]:
    """Do it row by row, in the order given. Invalid for an unknown act or too many rows."""
    if action not in BULK_ACTIONS:
        raise Invalid("action", "Không có việc làm hàng loạt này.")
    need_rows(pks)
    return [_one(actor, action, pk, text) for pk in dict.fromkeys(pks)]


def need_rows(pks: Sequence[int]) -> None:
    """Invalid for none and for too many: what is cut off would look done."""
    if not 0 < len(pks) <= ROWS_MAX:
        raise Invalid("rows", f"Hãy chọn từ 1 đến {ROWS_MAX} dòng.")


@work()
def bulk_job(run: Run, *, action: str, pks: list[int], text: str) -> Outcome:
    """The same as a job with progress; a row done twice after a crash is refused by its state."""
    failed = list(run.checkpoint.get("failed", []))
    for number, pk in enumerate(pks[run.done :], run.done):
        (result,) = run_bulk(run.actor, action, [pk], text=text)
        failed += [f"{result.title}: {result.words}"] if result.words else []
        run.step(number + 1, total=len(pks), checkpoint={"failed": failed})
    return Outcome(f"Đã làm {len(pks) - len(failed)} trong {len(pks)} dòng.", details=failed)


def _one(actor: Actor, action: str, pk: int, text: str) -> RowResult:
    title = _title(actor, action, pk)
    call = _DOCUMENTS.get(action) or _PARTS[action]
    try:
        with transaction.atomic():
            call(actor, pk, text)
    except Refused as error:
        return RowResult(title, error.public_text)
    return RowResult(title, "")


def _title(actor: Actor, action: str, pk: int) -> str:
    """The document's name, to who may see it."""
    document_pk = pk
    if action in _PARTS:
        found = Assignment.objects.filter(pk=pk).values_list("document_id", flat=True).first()
        document_pk = found or 0
    document = visible_to(actor).filter(pk=document_pk).first()
    return f"{document.symbol} {document.subject}".strip()[:120] if document else "(không thấy)"
