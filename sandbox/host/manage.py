#!/usr/bin/env python3
"""Saleor's manage.py, for the sandbox. Finds the repository by itself."""

import os
import sys
from pathlib import Path

from django.core.management import execute_from_command_line

HERE = Path(__file__).resolve().parent

if __name__ == "__main__":
    sys.path[:0] = [str(HERE), str(HERE.parents[1])]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saleor.settings")
    execute_from_command_line(sys.argv)
