"""What the launcher tells the person who started it."""

import sys
import time

STARTED = time.monotonic()


class Trouble(Exception):
    """Something that stops the launcher, as one sentence that says what to do about it."""


def say(text: str) -> None:
    """One line of progress, with the seconds since the start. Standard output is left to results."""
    print(f"[{time.monotonic() - STARTED:5.1f} s] {text}", file=sys.stderr, flush=True)


def last_lines(text: str, count: int = 12) -> str:
    """The end of a program's output, indented, to stand below the sentence that names the program."""
    return "\n".join(f"    {line}" for line in text.strip().splitlines()[-count:])
