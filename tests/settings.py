"""The settings of tests: a CV_VAR of their own must be there before `config.settings` reads it."""

import os
import tempfile

os.environ["CV_VAR"] = tempfile.mkdtemp(prefix="cv-")

from config.settings import *  # noqa: F403
