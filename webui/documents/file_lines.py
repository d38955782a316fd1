"""Files as the pages list them: each with what its signatures are worth."""

from collections.abc import Iterable
from dataclasses import dataclass

from docflow.documents.files import StoredFile
from docflow.models import ArrivalFile, DocumentFile, SignatureCheck
from docflow.rules.states import FileRole
from docflow.signatures.services import check_files
from docflow.signatures.verdict import ADVICE, SignatureFacts, Verdict, is_original
from webui.documents.uploads import PDF

AnyFile = DocumentFile | ArrivalFile | StoredFile
_TONES = {Verdict.VALID: "done", Verdict.UNSIGNED: "soon", Verdict.UNREAD: "soon"}


@dataclass(frozen=True)
class SignatureLine:
    """One signature with the tone of its word."""

    facts: SignatureFacts
    tone: str


@dataclass(frozen=True)
class FileLine:
    """A file; `check` is None where a verdict would say nothing."""

    file: AnyFile
    check: SignatureCheck | None
    signatures: tuple[SignatureLine, ...] = ()

    @property
    def is_pdf(self) -> bool:
        return self.file.mime == PDF

    @property
    def role_name(self) -> str:
        return str(FileRole(self.file.role).label)

    @property
    def tone(self) -> str:
        return _tone(Verdict(self.check.verdict)) if self.check else ""

    @property
    def advice(self) -> str:
        return str(ADVICE[Verdict(self.check.verdict)]) if self.check else ""

    @property
    def is_sound(self) -> bool:
        return self.check is not None and self.check.verdict == Verdict.VALID

    @property
    def is_original(self) -> bool:
        return is_original(line.facts for line in self.signatures)

    @property
    def lacks_roots(self) -> bool:
        """Nobody can be known: the machine trusts no authority yet."""
        return (
            self.check is not None
            and self.check.verdict == Verdict.UNKNOWN
            and not self.check.roots_key
        )


def list_lines(files: Iterable[AnyFile], *, is_incoming: bool = True) -> list[FileLine]:
    """Verdicts of what came from others; of our own files only where somebody signed them."""
    rows = list(files)
    checks = check_files(file.sha256 for file in rows if file.mime == PDF)
    return [_line(file, checks.get(file.sha256), is_incoming) for file in rows]


def _line(file: AnyFile, check: SignatureCheck | None, is_incoming: bool) -> FileLine:
    # An annex is covered by the document's own signature; our own papers are signed by hand.
    is_others_own = is_incoming and file.role == FileRole.MAIN
    if check is not None and check.verdict == Verdict.UNSIGNED and not is_others_own:
        check = None
    found = check.signatures if check else []
    lines = tuple(SignatureLine(one, _tone(one.verdict)) for one in found)
    return FileLine(file, check, lines)


def _tone(verdict: Verdict) -> str:
    return _TONES.get(verdict, "late")
