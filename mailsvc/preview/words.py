"""`read_words`: the text of a PDF's pages, read in a process that may fail."""

import json
from dataclasses import dataclass
from pathlib import Path

from mailsvc.base.child import ChildFailed, run_child

_CHILD = Path(__file__).with_name("child.py")
_FILE_MAX_BYTES = 60_000_000
_WAIT_S = 20


@dataclass(frozen=True)
class Words:
    """The number of pages, and the text of the first 300."""

    pages: int
    texts: tuple[str, ...]


def read_words(content: bytes) -> Words:
    """No pages and no text for a file that cannot be read: a broken one, a locked one."""
    if len(content) > _FILE_MAX_BYTES:
        return Words(0, ())
    try:
        output = run_child(_CHILD, "words", "1", "light", content=content, wait_s=_WAIT_S)
    except ChildFailed:
        return Words(0, ())
    found = json.loads(output)
    return Words(found["pages"], tuple(_clean(text) for text in found["texts"]))


def _clean(text: str) -> str:
    """What a database takes: no NUL, no half of a pair."""
    return text.encode("utf-8", "ignore").decode("utf-8").replace("\0", "").replace("\r\n", "\n")
