"""`run_child`: a program of ours that opens somebody's file, in a process that may fail.

The program sets its own limits of memory and processor time before it reads; here is the clock.
"""

import os
import subprocess
import sys
from pathlib import Path


class ChildFailed(Exception):
    """It ended with an error, was stopped by a limit, or took too long."""


def run_child(program: Path, *arguments: str, content: bytes, wait_s: float) -> bytes:
    """What the program writes; it sees neither our environment nor our modules."""
    return run_program([sys.executable, "-I", str(program), *arguments], content, wait_s)


def run_program(command: list[str], content: bytes, wait_s: float) -> bytes:
    """The same for a program of the system, by its whole path."""
    try:
        done = subprocess.run(  # noqa: S603  our own program or a known one; names are ours
            command,
            input=content,
            capture_output=True,
            timeout=wait_s,
            check=True,
            env={"PATH": os.defpath, "LANG": "C.UTF-8"},
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise ChildFailed(str(error)) from error
    return done.stdout
