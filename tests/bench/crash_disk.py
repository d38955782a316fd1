"""A small disk of its own for spool and database, that can be made full."""

import subprocess
from contextlib import suppress
from pathlib import Path
from types import TracebackType

_SIZE_MB = 160
_PIECE = b"\0" * 65536


class SmallDisk:
    """A tmpfs: the kernel itself says ENOSPC. Without the right to mount, `can_fill` is False."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.can_fill = False
        self._ballast = folder / ".ballast"

    def __enter__(self) -> "SmallDisk":
        self.folder.mkdir()
        options = f"size={_SIZE_MB}m,mode=755"
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "tmpfs", self.folder],
            capture_output=True,
            check=False,
        )
        self.can_fill = done.returncode == 0
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self.can_fill:
            # Lazily: somebody killed may not be reaped yet.
            subprocess.run(["umount", "-l", self.folder], check=False)

    def fill(self) -> None:
        """Until nothing more fits."""
        with suppress(OSError), self._ballast.open("ab", buffering=0) as file:
            while True:
                file.write(_PIECE)

    def free(self) -> None:
        self._ballast.unlink(missing_ok=True)
