"""The paper behind what is official: targets and definitions stand on a document with a number."""

import re

from mailsvc.base.errors import Invalid
from mailsvc.base.text import clean_line

BASIS_MAX = 120
# "48/2009/QĐ-TTg", "12 /NQ-HĐND": digits, a stroke, a notation.
_NUMBERED = re.compile(r"\d+\s*/\s*\w")


def read_basis(text: str) -> str:
    """The document's name as one line; Invalid (`legal_basis`) without a number and notation."""
    basis = clean_line(text)
    if not _NUMBERED.search(basis) or len(basis) > BASIS_MAX:
        said = "Cần số và ký hiệu của văn bản, ví dụ QĐ 48/2009/QĐ-TTg (không quá 120 chữ)."
        raise Invalid("usage_basis", said, {"legal_basis": said})
    return basis
