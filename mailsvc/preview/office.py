"""`as_pdf`: an office file printed by LibreOffice in an empty home, where it is installed.

Somebody's file must not make the program ask for anything: links to pictures and texts outside are
not followed, and should a version follow one all the same, its proxy is a port where nobody is.
"""

import shutil
import tempfile
from pathlib import Path

from mailsvc.base.child import ChildFailed, run_program
from mailsvc.base.errors import Invalid

_WAIT_S = 60
_PDF_MAX_BYTES = 60_000_000
_ASKS_NOBODY = (
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Office.Calc/Content/Update", "Link", "2"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    *(
        ("Inet/Settings", f"ooInet{kind}ProxyName", "127.0.0.1")
        for kind in ("HTTP", "HTTPS", "FTP")
    ),
    *(("Inet/Settings", f"ooInet{kind}ProxyPort", "9") for kind in ("HTTP", "HTTPS", "FTP")),
    ("Inet/Settings", "ooInetNoProxy", ""),
)


def has_office() -> bool:
    """Whether office files can be printed here."""
    return _program() is not None


def as_pdf(content: bytes) -> bytes:
    """Invalid("preview") where LibreOffice is not installed or cannot read the file."""
    program = _program()
    if program is None:
        raise Invalid(
            "preview", "Máy chủ chưa cài LibreOffice nên chưa xem trước được tệp văn phòng."
        )
    with tempfile.TemporaryDirectory(prefix="cv-xem-") as folder:
        source, home = Path(folder) / "tep", Path(folder) / "home"
        source.write_bytes(content)
        (home / "user").mkdir(parents=True)
        (home / "user" / "registrymodifications.xcu").write_text(_settings(), encoding="utf-8")
        how = [f"-env:UserInstallation=file://{home}", "--headless", "--norestore"]
        try:
            run_program(
                [program, *how, "--convert-to", "pdf", "--outdir", folder, str(source)],
                b"",
                _WAIT_S,
            )
        except ChildFailed as error:
            raise cannot_show() from error
        made = source.with_suffix(".pdf")
        if not made.exists() or made.stat().st_size > _PDF_MAX_BYTES:
            raise cannot_show()
        return made.read_bytes()


def cannot_show() -> Invalid:
    """The one answer to whatever is wrong with a file."""
    return Invalid("preview", "Không xem trước được tệp này. Đồng chí tải tệp về máy.")


def _program() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


def _settings() -> str:
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in _ASKS_NOBODY
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><oor:items '
        'xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{items}</oor:items>'
    )
