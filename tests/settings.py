"""The settings of tests: a CV_VAR of their own must be there before `config.settings` reads it."""

import copy
import os
import tempfile

from tests.support.ports import free_ports

os.environ["CV_VAR"] = tempfile.mkdtemp(prefix="cv-")
# The private Dovecot's (tests.support.dovecot).
os.environ["CV_IMAP_PORT"] = str(free_ports(1)[0])
os.environ["CV_SIEVE_PORT"] = str(free_ports(1)[0])

# No test waits for the calendar, and none pays for a question more.
os.environ["CV_CALENDAR_REFRESH_S"] = "3600"

from config import settings as product
from config.settings import *  # noqa: F403

# What a test writes need not outlive a power cut: on SQLite each commit waited for the disk.
DATABASES = copy.deepcopy(product.DATABASES)
if "init_command" in DATABASES["default"]["OPTIONS"]:
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
# Tables that are there already (tests.support.postgres): migrating takes half a minute.
if template := os.environ.get("CV_TEST_TEMPLATE"):
    DATABASES["default"]["TEST"] = {"TEMPLATE": template}
