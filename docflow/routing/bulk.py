"""One act on many rows: each its own transaction and journal line; none stops the others."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from django.db import transaction

from docflow.documents.access import visible_to
from docflow.routing import closing_services, part_services, services
from docflow.routing.commands import DirectCommand, read_receiver
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


@dataclass(frozen=True)
class Given:
    """What is said once for all rows: words, and to whom (`u12` a unit, `p34` a person)."""

    text: str = ""
    to: str = ""


def _direct(actor: Actor, pk: int, given: Given) -> object:
    command = DirectCommand(document_pk=pk, text=given.text, lead=read_receiver(given.to))
    return services.direct(actor, command)


def _accept(actor: Actor, pk: int, given: Given) -> object:
    """Taken by oneself, or by the head of the unit handed to one of his people."""
    handler_pk = read_receiver(given.to).person_pk if given.to else None
    return services.accept(actor, document_pk=pk, handler_pk=handler_pk)


_Call = Callable[[Actor, int, Given], object]
# Whole documents by their pk; parts by theirs.
_DOCUMENTS: dict[str, _Call] = {
    "present": lambda a, pk, given: services.present(a, document_pk=pk, text=given.text),
    "direct": _direct,
    "accept": _accept,
    "complete": lambda a, pk, given: services.complete(a, document_pk=pk, result=given.text),
    "note": lambda a, pk, given: services.note(a, document_pk=pk, text=given.text),
    "nudge": lambda a, pk, given: services.nudge(a, document_pk=pk, text=given.text),
    "file": lambda a, pk, given: closing_services.file_away(
        a, document_pk=pk, file_code=given.text
    ),
}
_PARTS: dict[str, _Call] = {
    "read": lambda a, pk, given: part_services.read_part(a, part_pk=pk),
    "accept_part": lambda a, pk, given: part_services.accept_part(a, part_pk=pk),
    "finish_part": lambda a, pk, given: part_services.finish_part(a, part_pk=pk, result=given.text),
}
BULK_ACTIONS = frozenset(_DOCUMENTS) | frozenset(_PARTS)


def run_bulk(
    actor: Actor, action: str, pks: Sequence[int], given: Given | None = None
) -> list[RowResult]:
    """Do it row by row, in the order given. Invalid for an unknown act or too many rows."""
    if action not in BULK_ACTIONS:
        raise Invalid("action", "Không có việc làm hàng loạt này.")
    need_rows(pks)
    return [_one(actor, action, pk, given or Given()) for pk in dict.fromkeys(pks)]


def job_arguments(action: str, pks: Sequence[int], given: Given) -> dict[str, object]:
    """What `bulk_job` takes."""
    return {"action": action, "pks": list(pks), **asdict(given)}


def need_rows(pks: Sequence[int]) -> None:
    """Invalid for none and for too many: what is cut off would look done."""
    if not 0 < len(pks) <= ROWS_MAX:
        raise Invalid("rows", f"Hãy chọn từ 1 đến {ROWS_MAX} dòng.")


@work()
def bulk_job(run: Run, *, action: str, pks: list[int], text: str, to: str = "") -> Outcome:
    """The same as a job with progress; a row done twice after a crash is refused by its state."""
    failed = list(run.checkpoint.get("failed", []))
    for number, pk in enumerate(pks[run.done :], run.done):
        (result,) = run_bulk(run.actor, action, [pk], Given(text, to))
        failed += [f"{result.title}: {result.words}"] if result.words else []
        run.step(number + 1, total=len(pks), checkpoint={"failed": failed})
    return Outcome(f"Đã làm {len(pks) - len(failed)} trong {len(pks)} dòng.", details=failed)


def _one(actor: Actor, action: str, pk: int, given: Given) -> RowResult:
    title = _title(actor, action, pk)
    call = _DOCUMENTS.get(action) or _PARTS[action]
    try:
        with transaction.atomic():
            call(actor, pk, given)
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
