#!/usr/bin/env python
"""Command line of the product: `manage.py serve` runs everything, `help` lists the rest."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as problem:  # a bad setting: its sentence, not a traceback
        sys.exit(str(problem))
