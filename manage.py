#!/usr/bin/env python3
"""Runs one command of the product. `python3 manage.py up` starts all of it."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "outsourcing.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
