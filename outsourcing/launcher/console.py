"""What the launcher tells the person who started it."""

import os
import sys
import time

# The launcher starts itself anew in its environment, and other processes: all count from the first one's start.
STARTED = float(os.environ.setdefault("LAUNCHER_STARTED", str(time.monotonic())))


class Trouble(Exception):
    """Something that stops the launcher, as one sentence that says what to do about it."""


def say(text: str) -> None:
    """One line of progress, with the seconds since the start. Standard output is left to results."""
    print(f"[{time.monotonic() - STARTED:5.1f} s] {text}", file=sys.stderr, flush=True)


def last_lines(text: str, count: int = 12, width: int = 300) -> str:
    """The end of a program's output, indented, to stand below the sentence that names the program."""
    return "\n".join(f"    {line[-width:]}" for line in text.strip().splitlines()[-count:])
