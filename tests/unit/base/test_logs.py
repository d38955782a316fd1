"""Lines of a busy process: written together, warnings at once, nothing lost at the end."""

import io
import logging
import time

import pytest

from mailsvc.base.logs import GatheringHandler, SecondsFormatter


@pytest.fixture
def log():
    handler = GatheringHandler()
    handler.setStream(io.StringIO())
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    logger = logging.getLogger(f"test-{id(handler)}")
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    logger.addHandler(handler)
    return logger, handler


def test_lines_are_written_at_once_by_default(log):
    logger, handler = log
    logger.info("một")
    assert handler.stream.getvalue() == "INFO một\n"


def test_gathered_lines_wait_for_the_flush(log):
    logger, handler = log
    handler.gather()
    logger.info("một")
    logger.info("hai")
    assert handler.stream.getvalue() == ""
    handler.flush()
    assert handler.stream.getvalue() == "INFO một\nINFO hai\n"


def test_a_warning_brings_what_came_before_it(log):
    logger, handler = log
    handler.gather()
    logger.info("một")
    logger.warning("hai")
    assert handler.stream.getvalue() == "INFO một\nWARNING hai\n"


def test_the_end_and_the_two_hundredth_line_write_all(log):
    logger, handler = log
    handler.gather()
    for number in range(201):
        logger.info("%d", number)
    assert handler.stream.getvalue().count("\n") == 200
    handler.write_through()
    logger.info("cuối")
    assert handler.stream.getvalue().endswith("INFO 200\nINFO cuối\n")


def test_the_date_is_that_of_each_line():
    formatter = SecondsFormatter()
    usual = logging.Formatter()
    now = time.time()
    for at in (now, now + 0.25, now + 61, now):
        record = logging.makeLogRecord({"created": at, "msecs": at % 1 * 1000})
        assert formatter.formatTime(record) == usual.formatTime(record)
