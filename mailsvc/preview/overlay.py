"""`lay_over`: a small page laid on blank paper of a file's first page, on a copy of it."""

import struct
from pathlib import Path

from mailsvc.base.child import ChildFailed, run_child
from mailsvc.base.errors import Invalid

_CHILD = Path(__file__).with_name("overlay_child.py")
_WAIT_S = 25.0


def lay_over(mark: bytes, content: bytes) -> bytes:
    """A copy of the PDF with the mark, a PDF of 50 × 35 mm; Invalid("overlay") where that fails."""
    given = struct.pack(">I", len(mark)) + mark + content
    try:
        return run_child(_CHILD, content=given, wait_s=_WAIT_S)
    except ChildFailed as error:
        raise Invalid(
            "overlay", "Không đóng được dấu lên tệp này. Đồng chí in bản gốc và đóng dấu tay."
        ) from error
