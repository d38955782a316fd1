"""`split_pdf`: a pile of scanned pages parted where a sheet with a known QR code lies."""

import struct
from pathlib import Path

from mailsvc.base.child import ChildFailed, run_child
from mailsvc.base.errors import Invalid, TooLarge

_CHILD = Path(__file__).with_name("split_child.py")
_FILE_MAX_BYTES = 200_000_000
_WAIT_S = 300.0


def split_pdf(content: bytes, separator: str) -> list[bytes]:
    """The documents in their order; the file itself, untouched, when no sheet lies in it.

    Invalid("scan") for a file that cannot be read or holds nothing but sheets.
    """
    if len(content) > _FILE_MAX_BYTES:
        raise TooLarge("scan", "Tệp quét quá lớn, hãy quét ít trang hơn mỗi lần.")
    try:
        output = run_child(_CHILD, separator, content=content, wait_s=_WAIT_S)
    except ChildFailed as error:
        raise Invalid("scan", "Không đọc được tệp quét này, hãy quét lại.") from error
    if output == b"whole":
        return [content]
    parts = _unpack(output)
    if not parts:
        raise Invalid("scan", "Tệp quét chỉ có tờ ngăn cách, không có văn bản.")
    return parts


def _unpack(output: bytes) -> list[bytes]:
    parts, at = [], 0
    while at < len(output):
        (size,) = struct.unpack_from(">I", output, at)
        parts.append(output[at + 4 : at + 4 + size])
        at += 4 + size
    return parts
