#!/usr/bin/env python3
"""Runs one command of the product. `python3 manage.py up` starts all of it, on a machine that has Python alone."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(f"This needs Python 3.11 or newer, and {sys.executable} is {sys.version_info[0]}.{sys.version_info[1]}.")

from outsourcing.launcher.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv))
