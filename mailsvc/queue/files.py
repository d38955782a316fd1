"""Writing spool files: what shares one, and how it becomes durable. `spool` is the door."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from mailsvc.base.disk import sync_folder
from mailsvc.queue import index

# A shared file stays until its last mail is final: small mails alone are worth sharing one.
SHARED_MAX_BYTES = 64 * 1024
# O_EXCL: two mails with one trace id would be a bug, never an overwrite.
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL

Mail: TypeAlias = tuple[str, bytes]  # trace id, content


def write_files(folder: str, mails: Sequence[Mail]) -> dict[str, OSError]:
    """Put many mails durably on disk together; what was refused, by trace id, leaves no file.

    1. write the files and start their write-back, 2. fsync each, 3. fsync the folder. Small mails
    share a file: of twenty mails in files of their own, nine tenths of the time was the disk's
    journal. Files started together share the journal's commits.
    """
    writing = _Writing(folder)
    groups = _group(mails)
    for group in groups:
        # A file system without hard links: a file for each.
        groups += [[mail] for mail in writing.write(group)]
    writing.make_durable()
    return writing.refused


def _group(mails: Sequence[Mail]) -> list[list[Mail]]:
    """Small mails share a file; a large one is alone, so that its space is free again soon."""
    small = [mail for mail in mails if len(mail[1]) <= SHARED_MAX_BYTES]
    large = [[mail] for mail in mails if len(mail[1]) > SHARED_MAX_BYTES]
    return [small, *large] if small else large


@dataclass
class _Writing:
    """Files that are written and not yet durable, and the mails the disk refused."""

    folder: str
    refused: dict[str, OSError] = field(default_factory=dict)
    opened: list[tuple[int, list[str]]] = field(default_factory=list)

    def write(self, group: Sequence[Mail]) -> Sequence[Mail]:
        """One file, under its first mail's name, then a name for each other mail.

        Returns those that could not be given a name in it.
        """
        first, *others = group
        try:
            handle = self._create(first[0])
        except FileExistsError as error:
            # A mail of this trace id lies there: the others are not to blame.
            self.refused[first[0]] = error
            return self.write(others) if others else ()
        except OSError as error:
            self.refused |= {name: error for name, _ in group}
            return ()
        names = [first[0]]
        self.opened.append((handle, names))
        try:
            _write_all(handle, group)
        except OSError as error:
            self.refused |= {name: error for name, _ in group}
            return ()
        return [mail for mail in others if not self._link(first[0], mail[0], names)]

    def make_durable(self) -> None:
        for handle, names in self.opened:
            try:
                os.fsync(handle)
            except OSError as error:
                self.refused |= dict.fromkeys(names, error)
            finally:
                os.close(handle)
        try:
            sync_folder(Path(self.folder))
        except OSError as error:
            self.refused |= {name: error for _, names in self.opened for name in names}
        if self.refused:
            self._remove_refused()

    def _create(self, name: str) -> int:
        path = f"{self.folder}/{name}"
        try:
            return os.open(path, _FLAGS, 0o600)
        except FileNotFoundError:
            Path(self.folder).mkdir(mode=0o700, parents=True, exist_ok=True)
            return os.open(path, _FLAGS, 0o600)

    def _link(self, first: str, name: str, names: list[str]) -> bool:
        """False when the file system knows no hard links."""
        try:
            os.link(f"{self.folder}/{first}", f"{self.folder}/{name}")
        except FileExistsError as error:
            self.refused[name] = error
        except OSError:
            return False
        else:
            names.append(name)
        return True

    def _remove_refused(self) -> None:
        """Ours, half-written; a file that was there before is not among `opened`."""
        for name in [name for _, names in self.opened for name in names if name in self.refused]:
            Path(f"{self.folder}/{name}").unlink(missing_ok=True)


def _write_all(handle: int, group: Sequence[Mail]) -> None:
    contents = [content for _, content in group]
    head = index.head([(name, len(content)) for name, content in group])
    # A large mail is not copied only to be written at once with its index.
    blocks = [head, contents[0]] if len(contents) == 1 else [b"".join([head, *contents])]
    for block in blocks:
        view = memoryview(block)
        while view:
            view = view[os.write(handle, view) :]
    # Starts the write-back of all files before the first is waited for.
    os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
