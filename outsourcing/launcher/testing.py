"""`python3 manage.py test`: every test, against servers that are made for this run and keep nothing."""

import os
import secrets
import signal
import subprocess
import tempfile
from pathlib import Path

from outsourcing.launcher import frontend, servers
from outsourcing.launcher.bootstrap import BASE_DIR
from outsourcing.launcher.console import say
from outsourcing.launcher.processes import Processes, birth, python
from outsourcing.launcher.up import stop_when_told

PARALLEL = ["-n", "2"]


def run(argv: list[str]) -> int:
    stop_when_told()
    frontend.install()
    with tempfile.TemporaryDirectory(prefix="tandem-test-") as folder, servers.private_folder() as sockets:
        data = Path(folder)
        environment = test_environment(data)
        processes = Processes(data / "log", environment)
        try:
            environment.update(servers.start(processes, data=data, sockets=sockets, durable=False))
            say("Running the tests")
            return pytest(environment, argv[2:])
        finally:
            processes.stop()


def test_environment(data: Path) -> dict[str, str]:
    """Loopback's relaxations, as in `up`: a test of the strict settings sets them itself."""
    return {
        **os.environ,
        "SECRET_KEY": secrets.token_urlsafe(64),
        "SITE_URL": "http://127.0.0.1:8000",
        "PLAIN_HTTP": "yes",
        "REQUIRE_SECOND_FACTOR": "no",
        "STATE_DIR": str(data / "state"),
        "DJANGO_SETTINGS_MODULE": "outsourcing.settings",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # Playwright runs an event loop in the thread of the browser's tests
    }


def pytest(environment: dict[str, str], arguments: list[str]) -> int:
    """Runs pytest with the caller's arguments. `valkey` is a plug-in that the embedded server's package brings."""
    parallel = [] if {"-s", "--pdb", "--capture=no"} & set(arguments) else PARALLEL
    tests = subprocess.Popen(
        python("-m", "pytest", "-p", "no:valkey", *parallel, *arguments),
        cwd=BASE_DIR,
        env=environment,
        preexec_fn=birth(signal.SIGTERM),
    )
    try:
        return tests.wait()
    except KeyboardInterrupt:
        tests.send_signal(signal.SIGINT)
        return tests.wait()
