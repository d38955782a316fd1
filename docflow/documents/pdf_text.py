"""Text of a PDF's first pages, for prefill; a broken file simply has none."""

import io
import logging
import struct
import zlib

from pypdf import PdfReader
from pypdf.errors import PyPdfError

logger = logging.getLogger(__name__)

PAGES_MAX = 2
SIZE_MAX_BYTES = 25 * 1024 * 1024
_TEXT_MAX = 50_000

# What pypdf lets through on files made to break it; none of it is our bug.
_BROKEN = (
    PyPdfError,
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    ArithmeticError,
    AssertionError,
    RecursionError,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
    MemoryError,
    struct.error,
    zlib.error,
)


def read_pdf_text(content: bytes) -> str:
    """At most the first pages' text; "" for no PDF, a broken, locked or scanned one."""
    if len(content) > SIZE_MAX_BYTES or b"%PDF-" not in content[:1024]:
        return ""
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            return ""
        pages = [reader.pages[n].extract_text() for n in range(min(PAGES_MAX, len(reader.pages)))]
    except _BROKEN as error:
        logger.info("pdf not readable: %s", type(error).__name__)
        return ""
    text = "\n".join(pages)[:_TEXT_MAX]
    return text.encode("utf-8", "ignore").decode("utf-8").replace("\0", "")
