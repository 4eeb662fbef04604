"""Makes the environment of pinned packages and runs the command there. Standard library only.

The environment is `.venv` beside manage.py, or VENV_DIR. A stamp, written last, holds the digest of what was installed;
an environment without the right stamp is half-built or outdated and is completed. An interpreter that has every pinned
package already (a container's, or a virtual environment that somebody keeps by hand) is used as it is.
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from outsourcing.launcher.console import Trouble, last_lines, say

BASE_DIR = Path(__file__).resolve().parent.parent.parent
RUNTIME = BASE_DIR / "requirements.txt"
DEVELOPMENT = BASE_DIR / "requirements-dev.txt"
STAMP = ".requirements"
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)([^\\\n]*)", re.MULTILINE)


def venv_dir() -> Path:
    return Path(os.environ.get("VENV_DIR") or BASE_DIR / ".venv").absolute()


def run(argv: list[str]) -> int:
    """`manage.py venv`: says where the environment's programs are."""
    print(Path(sys.executable).parent)
    return 0


def enter(argv: list[str], *, development: bool) -> None:
    """Returns in an interpreter that has the packages; otherwise makes one and starts the command anew in it."""
    venv = venv_dir()
    inside = Path(sys.prefix).resolve() == venv.resolve()
    if not inside and has_packages([RUNTIME, DEVELOPMENT] if development else [RUNTIME]):
        return
    with only_one(venv):
        if not is_complete(venv):
            build(venv)
    if not inside:
        python = venv / "bin" / "python"
        os.execv(python, [str(python), *argv])


def has_packages(files: Sequence[Path]) -> bool:
    """Whether this interpreter has each package in the version that the files pin (those with conditions aside)."""
    for file in files:
        for name, wanted, condition in PINNED.findall(file.read_text()):
            try:
                if not condition.strip() and version(name) != wanted:
                    return False
            except PackageNotFoundError:
                return False
    return True


def digest() -> str:
    files = RUNTIME.read_bytes() + DEVELOPMENT.read_bytes()
    return f"{sys.version_info.major}.{sys.version_info.minor} {hashlib.sha256(files).hexdigest()}"


def is_complete(venv: Path) -> bool:
    try:
        return (venv / STAMP).read_text() == digest() and (venv / "bin" / "python").exists()
    except OSError:
        return False


@contextmanager
def only_one(venv: Path) -> Iterator[None]:
    """Two commands started at once do not build the same environment: the second waits for the first."""
    try:
        venv.parent.mkdir(parents=True, exist_ok=True)
        lock = open(venv.with_name(f"{venv.name}.lock"), "a")  # noqa: SIM115
    except OSError as error:
        if is_complete(venv):  # made by somebody else, for everybody to read
            yield
            return
        raise Trouble(f"{venv} cannot be made here ({error.strerror}): set VENV_DIR to a folder of yours.") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another command is making the environment; waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def build(venv: Path) -> None:
    if venv.exists() and any(venv.iterdir()) and not (venv / "pyvenv.cfg").exists():
        raise Trouble(f"{venv} is not a virtual environment: move it away, or set VENV_DIR to another folder.")
    cut_short = not (venv / STAMP).exists()
    (venv / STAMP).unlink(missing_ok=True)
    if not works(venv):
        say(f"Making the environment {venv} (once)")
        make(venv)
    count = sum(len(PINNED.findall(file.read_text())) for file in (RUNTIME, DEVELOPMENT))
    say(f"Installing {count} pinned packages (once; half a minute with a good line)")
    install(venv, anew=cut_short)
    (venv / STAMP).write_text(digest())
    say("The environment is complete")


def works(venv: Path) -> bool:
    """Whether the folder holds an interpreter of this Python's version that starts and has pip."""
    wanted = f"{sys.version_info.major}.{sys.version_info.minor}"
    ask = "import pip, sys; print('%d.%d' % sys.version_info[:2])"
    try:
        answer = subprocess.run([venv / "bin" / "python", "-c", ask], capture_output=True, text=True, check=False)
    except OSError:
        return False
    return answer.stdout.strip() == wanted


def make(venv: Path) -> None:
    shutil.rmtree(venv, ignore_errors=True)
    base = Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    python = base if base.exists() else Path(sys.executable)
    made = subprocess.run([python, "-m", "venv", venv], capture_output=True, text=True, check=False)
    if made.returncode:
        raise Trouble(
            f"{python} cannot make a virtual environment. On Debian and Ubuntu: apt-get install python3-venv.\n"
            + last_lines(made.stdout + made.stderr)
        )


def install(venv: Path, *, anew: bool) -> None:
    """Installs what is pinned, each file checked against its hash: with uv, or with pip where uv cannot be had.

    `anew` replaces what seems to be there: of a package that was cut short, the record may stand without the files.
    """
    python = str(venv / "bin" / "python")
    wanted = ["--require-hashes", "-r", str(RUNTIME), "-r", str(DEVELOPMENT)]
    with_pip = [python, "-m", "pip", "install", "-qq", "--disable-pip-version-check", *wanted]
    with_uv = [str(venv / "bin" / "uv"), "pip", "install", *([] if sys.stderr.isatty() else ["-q"])]
    if anew:
        with_pip.append("--force-reinstall")
        with_uv.append("--reinstall")
    if get_uv(python) and attempt([*with_uv, "--python", python, *wanted]) is None:
        return
    say("uv could not do it; trying with pip, which takes longer")
    problem = attempt(with_pip)
    if problem is not None:
        raise Trouble(f"The packages could not be installed; the next start tries again.\n{last_lines(problem)}")


def get_uv(python: str) -> bool:
    """Installs uv at its pinned version. pip reads hashes from a file alone, so it gets one of this single package."""
    lines = re.search(r"^uv==.*(?:\n +--hash.*)*", DEVELOPMENT.read_text(), re.MULTILINE)
    if lines is None:
        return False
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(lines.group().rstrip("\\ ") + "\n")
        file.flush()
        command = [python, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--require-hashes"]
        return attempt([*command, "-r", file.name]) is None


def attempt(command: list[str]) -> str | None:
    """Runs an installer; its output when it failed. On a terminal it shows its own progress."""
    live = sys.stderr.isatty()
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=None if live else subprocess.STDOUT, text=True, check=False
    )
    return (done.stdout or "") if done.returncode else None
