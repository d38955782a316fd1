"""Whether a document of an agency may bear an entry of the lists, on a day."""

from datetime import date

from docflow.catalogue.selectors import offers
from docflow.rules.circulation import find_circulation, find_field
from docflow.rules.kinds import DocType
from docflow.rules.own import ListKind, is_own
from mailsvc.base.errors import Invalid


def check_type(kind: DocType, agency_pk: int, *, on: date, issued_on: date | None = None) -> None:
    """Invalid for another agency's type, one that is not valid on the day, or was not then."""
    if is_own(kind.code):
        _need_offered(agency_pk, ListKind.TYPE, kind.code, "doc_type", on)
    if kind.valid_to is not None and (issued_on or on) > kind.valid_to:
        words = f"Loại “{kind.name}” chỉ dùng cho văn bản đến hết ngày {kind.valid_to:%d/%m/%Y}."
        raise Invalid("doc_type", words, {"doc_type": words})


def check_marks(agency_pk: int, *, circulation: str, field: str, on: date) -> None:
    """The same for circulation and field; "" is none."""
    find_circulation(circulation)
    find_field(field)
    if is_own(circulation):
        _need_offered(agency_pk, ListKind.CIRCULATION, circulation, "circulation", on)
    if is_own(field):
        _need_offered(agency_pk, ListKind.FIELD, field, "field", on)


def _need_offered(agency_pk: int, kind: ListKind, code: str, field: str, on: date) -> None:
    if not offers(agency_pk, kind, code, on=on):
        words = "Mục này không có trong danh mục của cơ quan, hoặc đã hết hiệu lực."
        raise Invalid(field, words, {field: words})
