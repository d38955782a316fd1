"""Files as the pages list them: what their signatures are worth, pictures of their pages."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.http import urlencode

from docflow.documents.files import StoredFile
from docflow.models import ArrivalFile, DocumentFile, FileText, SignatureCheck
from docflow.rules.states import FileRole
from docflow.signatures.services import check_files
from docflow.signatures.verdict import ADVICE, SignatureFacts, Verdict, is_original
from docflow.texts.services import read_files
from webui.documents.uploads import PDF

AnyFile = DocumentFile | ArrivalFile | StoredFile
PageUrl = Callable[[AnyFile, int], str]
_PAGES_SHOWN = 20
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
    pages: int = 0
    page_urls: tuple[str, ...] = ()
    is_secret: bool = False

    @property
    def is_pdf(self) -> bool:
        return self.file.mime == PDF

    @property
    def more_pages(self) -> int:
        return self.pages - len(self.page_urls)

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


def list_lines(
    files: Iterable[AnyFile], page_url: PageUrl, *, is_incoming: bool = True
) -> list[FileLine]:
    """Verdicts of what came from others; of our own files only where somebody signed them."""
    rows = list(files)
    pdfs = [file.sha256 for file in rows if file.mime == PDF]
    checks, texts = check_files(pdfs), read_files(pdfs)
    lines = []
    for file in rows:
        pages = texts[file.sha256].pages if file.sha256 in texts else 0
        urls = tuple(page_url(file, page + 1) for page in range(min(pages, _PAGES_SHOWN)))
        line = _line(file, checks.get(file.sha256), is_incoming, pages, urls)
        lines.append(replace(line, is_secret=_is_secret(texts.get(file.sha256))))
    return lines


def _is_secret(text: FileText | None) -> bool:
    return text is not None and text.source == FileText.Source.SECRET


def url_of_document_page(file: AnyFile, page: int) -> str:
    """A page of a file that belongs to a document."""
    assert isinstance(file, DocumentFile)
    return reverse("documents:file_page", args=[file.pk, page])


def url_of_arrival_page(file: AnyFile, page: int) -> str:
    """A page of a file that came and is not yet decided on."""
    assert isinstance(file, ArrivalFile)
    return reverse("documents:arrival_file_page", args=[file.pk, page])


def list_kept(files: Sequence[StoredFile], token: str) -> list[FileLine]:
    """Files sent with a form that is still being filled in."""

    def url_of(file: AnyFile, page: int) -> str:
        which = next(number for number, one in enumerate(files) if one is file)
        query = urlencode({"giu": token, "tep": str(which), "trang": str(page)})
        return f"{reverse('documents:kept_page')}?{query}"

    return list_lines(files, url_of)


def _line(
    file: AnyFile,
    check: SignatureCheck | None,
    is_incoming: bool,
    pages: int,
    urls: tuple[str, ...],
) -> FileLine:
    # An annex is covered by the document's own signature; our own papers are signed by hand.
    is_others_own = is_incoming and file.role == FileRole.MAIN
    if check is not None and check.verdict == Verdict.UNSIGNED and not is_others_own:
        check = None
    found = check.signatures if check else []
    lines = tuple(SignatureLine(one, _tone(one.verdict)) for one in found)
    return FileLine(file, check, lines, pages, urls)


def _tone(verdict: Verdict) -> str:
    return _TONES.get(verdict, "late")
