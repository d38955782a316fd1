"""`show`: a picture from outside as a JPEG of ours, remembered for a while in this process."""

import threading
import time
from hashlib import sha256

from mailsvc.base.errors import Invalid, RateLimited
from mailsvc.base.memory import Memory
from mailsvc.pictures.fetching import Web, fetch
from mailsvc.preview.draw import draw
from mailsvc.preview.kinds import Kind, kind_of

_AT_ONCE = 4  # slow servers outside must not hold all threads of the pages
_KEPT_BYTES = 20_000_000
_KEPT_S = 3600


_memory: Memory[tuple[bytes, int], bytes] = Memory(_KEPT_BYTES)
_turns = threading.BoundedSemaphore(_AT_ONCE)


def show(url: str, *, reader: str, web: Web | None = None) -> bytes:
    """For one `reader` (nobody learns from the pace of an answer what others looked at).

    Raises what `fetch` raises, Invalid for what is no raster picture (SVG is none), RateLimited
    when enough are being fetched.
    """
    digest = sha256(f"{reader}\0{url}".encode("utf-8", "replace")).digest()
    key = digest, int(time.time()) // _KEPT_S  # in another hour it is asked for again
    found = _memory.get(key)
    if found is None:
        found = _fetch(url, web or Web())
        _memory.put(key, found, len(found))
    return found


def _fetch(url: str, web: Web) -> bytes:
    if not _turns.acquire(blocking=False):
        raise RateLimited("pictures", "Đang lấy nhiều hình, hãy thử lại sau.", retry_after_s=5)
    try:
        content = fetch(url, web)
        # By content: what the server calls it counts for nothing.
        if kind_of(content, "") != Kind.PICTURE:
            raise Invalid("picture_kind", "Không phải hình xem được.")
        return draw(content, Kind.PICTURE, 1).picture
    finally:
        _turns.release()
