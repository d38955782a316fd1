"""Reading a scan by OCRmyPDF with Vietnamese, where both are installed; its text only is kept."""

import logging
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from mailsvc.base.child import ChildFailed, run_program
from mailsvc.base.text import nfc

logger = logging.getLogger(__name__)

_PAGES_MAX = 50
_WAIT_S = 600.0
_TEXT_MAX = 500_000


@cache
def has_ocr() -> bool:
    """Whether scans can be read on this machine: the program and its Vietnamese."""
    tesseract = shutil.which("tesseract")
    if shutil.which("ocrmypdf") is None or tesseract is None:
        return False
    known = subprocess.run(  # noqa: S603  a program of the system
        [tesseract, "--list-langs"], capture_output=True, text=True, check=False, timeout=20
    )
    return "vie" in known.stdout.split()


def read_scan(content: bytes) -> str:
    """The words of a scanned PDF; "" where nothing can be read. Takes seconds for each page.

    The file made on the way is thrown away: the original stays the only one.
    """
    program = shutil.which("ocrmypdf")
    if program is None:
        return ""
    with tempfile.TemporaryDirectory(prefix="cv-ocr-") as folder:
        source, words = Path(folder) / "ban-quet.pdf", Path(folder) / "chu.txt"
        source.write_bytes(content)
        how = ["--language", "vie", "--force-ocr", "--output-type", "none", "--jobs", "1"]
        how += ["--optimize", "0", "--pages", f"1-{_PAGES_MAX}", "--sidecar", str(words), "--quiet"]
        try:
            run_program(
                ["/usr/bin/nice", "-n", "10", program, *how, str(source), "-"], b"", _WAIT_S
            )
        except ChildFailed as error:
            logger.info("scan not readable: %s", error)
            return ""
        return nfc(words.read_text(encoding="utf-8", errors="ignore"))[:_TEXT_MAX]
