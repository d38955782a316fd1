"""One mover at a time in a mailbox.

MOVE is a copy and an expunge (RFC 6851 §3.3), and Dovecot does not hold the folder between the two:
two people who move one message at the same moment, one to Archive, one to Trash, would both
succeed, and the message would be there twice. The web processes of a machine take turns by a file.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from zlib import crc32

from django.conf import settings

from mailsvc.mailstore import identity

_FILES = 64  # mailboxes that share a file wait for each other now and then; no file is left behind


@contextmanager
def my_turn(address: str) -> Iterator[None]:
    """Wait until nobody else moves messages of this mailbox; a process that dies lets go."""
    folder = settings.DOVECOT_DIR / "turns"
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        identity.make_folder(folder)
    with (folder / f"{crc32(address.encode()) % _FILES:02x}").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
