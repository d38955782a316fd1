"""Logging: every line carries the trace id; never bodies, subjects, credentials, addresses."""

import logging

from mailsvc.base import trace


class TraceFilter(logging.Filter):
    """Adds `trace_id` to each record, "-" outside a mail's or request's way."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.trace_id = trace.current.get()
        return True
