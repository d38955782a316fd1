"""Logging: every line carries the trace id; never bodies, subjects, credentials, addresses."""

import contextlib
import logging
import sys
import time
from typing import TextIO

from mailsvc.base import trace

_GATHERED_MAX = 200


class TraceFilter(logging.Filter):
    """Adds `trace_id` to each record, "-" outside a mail's or request's way."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.trace_id = trace.current.get()
        return True


def spare_records() -> None:
    """For a process that logs a line a mail: no record finds out what our line does not show.

    The "Optimization" list of logging's documentation.
    """
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None  # file and line of the caller


class SecondsFormatter(logging.Formatter):
    """The usual line; the date is written once a second, not once a line."""

    _second = -1
    _date = ""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        second = int(record.created)
        if second != self._second:
            self._date = time.strftime(datefmt or self.default_time_format, time.localtime(second))
            self._second = second
        return f"{self._date},{int(record.msecs):03d}"


class GatheringHandler(logging.StreamHandler[TextIO]):
    """Writes to stderr; between `gather` and its end, lines of INFO are written together.

    For a process that logs a line a mail: each write costs more than the line. A warning, the
    200th line and `flush` write at once, so what leads to an alarm is never late.
    """

    def __init__(self) -> None:
        super().__init__(sys.stderr)
        self._is_gathering = False
        self._lines: list[str] = []

    def gather(self) -> None:
        """From now on; the caller calls `flush` often, and `write_through` at the end."""
        self._is_gathering = True

    def write_through(self) -> None:
        """Each line at once again."""
        self._is_gathering = False
        self.flush()

    def emit(self, record: logging.LogRecord) -> None:
        if not self._is_gathering:
            super().emit(record)
            return
        try:
            self._lines.append(self.format(record) + self.terminator)
            if record.levelno > logging.INFO or len(self._lines) >= _GATHERED_MAX:
                self.flush()
        except Exception:  # noqa: BLE001  as every handler of logging does
            self.handleError(record)

    def flush(self) -> None:
        with self.lock or contextlib.nullcontext():
            lines, self._lines = getattr(self, "_lines", []), []
            if lines:
                self.stream.write("".join(lines))
            super().flush()


def gathering_handlers() -> list[GatheringHandler]:
    """Those of the root logger."""
    return [one for one in logging.getLogger().handlers if isinstance(one, GatheringHandler)]
