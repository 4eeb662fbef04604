"""How fast measurements come in over HTTP, against COPY of the same rows: `python -m bench.ingest`.

A real web process takes bodies with everything on: authentication, validation, natural keys, revisions, marking what is
stale. The yardstick is COPY of the same rows, as columns, into a table of the same kind (partitioned by month, the same
key). Each figure is the median over paired runs in which both kept rows that were new to them; "again" sends the same
body a second time, "changed" one in which every value differs.

Servers are made for this run on loopback, and keep nothing. `--present` fills the table beforehand.
"""

import argparse
import http.client
import io
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import django

from outsourcing.launcher import frontend, servers
from outsourcing.launcher.console import say
from outsourcing.launcher.processes import Processes, Service
from outsourcing.launcher.testing import test_environment
from outsourcing.launcher.up import prepare, wait_for_web, web_command

PORT = 18_765
FIRST = datetime(2020, 1, 1, tzinfo=UTC)
KPIS = 10
YARDSTICK = """
CREATE TABLE yardstick (LIKE kpis_measurement INCLUDING ALL) PARTITION BY RANGE (at);
CREATE TABLE yardstick_all PARTITION OF yardstick FOR VALUES FROM ('2020-01-01') TO ('2027-01-01')
"""
COPY = "COPY yardstick (kpi_id, at, subject, revision, value, denominator, batch_id) FROM STDIN"

Row = tuple[int, str, str]


@contextmanager
def stack() -> Iterator[None]:
    """Durable servers and one web process; no worker, so that nothing else runs."""
    with tempfile.TemporaryDirectory(prefix="tandem-bench-") as folder, servers.private_folder() as sockets:
        environment = test_environment(Path(folder)) | {"SITE_URL": f"http://127.0.0.1:{PORT}"}
        processes = Processes(Path(folder) / "log", environment)
        try:
            environment |= servers.start(processes, data=Path(folder), sockets=sockets)
            os.environ |= environment
            frontend.install()
            prepare(environment, [])
            web = processes.start(Service("web", web_command(PORT)))
            wait_for_web(processes, web, environment, PORT)
            yield
        finally:
            processes.stop()


def rows_of(kpis: Sequence[int], count: int, run: int, *, plus: int = 0) -> list[Row]:
    """`count` rows of `kpis` that no other run has, ordered by time as a monitor sends them."""
    since = FIRST + timedelta(days=30 * run)
    return [
        (
            kpis[number % len(kpis)],
            f"{since + timedelta(seconds=20 * (number // len(kpis))):%Y-%m-%dT%H:%M:%SZ}",
            f"{(number * 7919 + plus) % 10_000 / 100:.2f}",
        )
        for number in range(count)
    ]


def as_csv(rows: Sequence[Row]) -> tuple[str, bytes]:
    lines = (f"{kpi},{at},{value}" for kpi, at, value in rows)
    return "text/csv", ("kpi,at,value\n" + "\n".join(lines) + "\n").encode()


def as_json(rows: Sequence[Row]) -> tuple[str, bytes]:
    return "application/json", json.dumps([{"kpi": kpi, "at": at, "value": value} for kpi, at, value in rows]).encode()


def as_ndjson(rows: Sequence[Row]) -> tuple[str, bytes]:
    lines = (json.dumps({"kpi": kpi, "at": at, "value": value}) for kpi, at, value in rows)
    return "application/x-ndjson", "\n".join(lines).encode()


def posted(token: str, kind: str, body: bytes) -> dict[str, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=600)
    headers = {"Content-Type": kind, "Authorization": f"Bearer {token}", "Host": f"127.0.0.1:{PORT}"}
    connection.request("POST", "/api/v1/measurements/", body, headers)
    response = connection.getresponse()
    answer = response.read()
    assert response.status == http.HTTPStatus.OK, answer[:500]
    return dict(json.loads(answer))


def seconds(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def copied(rows: Sequence[Row]) -> None:
    """The yardstick: the rows, ready as columns, by COPY in one transaction."""
    database = import_module("django.db")
    lines = io.StringIO("".join(f"{kpi}\t{at}\t\t1\t{value}\t\\N\t1\n" for kpi, at, value in rows))
    with database.transaction.atomic(), database.connection.cursor() as cursor:
        cursor.copy_expert(COPY, lines)


def paired(
    token: str,
    kpis: Sequence[int],
    write: Callable[..., tuple[str, bytes]],
    *,
    rows: int,
    runs: Iterator[int],
    times: int,
) -> dict[str, float]:
    """Medians of rows a second through HTTP, of COPY, and of their ratio; the same for the body again and changed."""
    found: dict[str, list[float]] = {"HTTP": [], "COPY": [], "ratio": [], "again": [], "changed": []}
    for _ in range(times):
        run = next(runs)
        mine, changed = rows_of(kpis, rows, run), rows_of(kpis, rows, run, plus=1)
        kind, body = write(mine)
        yardstick = seconds(lambda mine=mine: copied(mine))  # type: ignore[misc]
        first = seconds(lambda kind=kind, body=body: posted(token, kind, body))  # type: ignore[misc]
        again = seconds(lambda kind=kind, body=body: posted(token, kind, body))  # type: ignore[misc]
        other = seconds(lambda changed=changed: posted(token, *write(changed)))  # type: ignore[misc]
        for name, value in (("HTTP", rows / first), ("COPY", rows / yardstick)):
            found[name].append(value)
        for name, took in (("ratio", first), ("again", again), ("changed", other)):
            found[name].append(yardstick / took)
    return {name: round(statistics.median(values), 0 if values[0] > 50 else 3) for name, values in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=7)
    parser.add_argument("--present", type=int, default=0, help="rows that the table holds beforehand")
    options = parser.parse_args()
    with stack():
        django.setup()
        setting = import_module("bench.ingest_setting")  # reads the settings, which the stack has just made
        token, kpis = setting.made(KPIS, FIRST, YARDSTICK)
        runs = iter(range(80))
        for _ in range(-(-options.present // options.rows) if options.present else 0):
            posted(token, *as_csv(rows_of(kpis, options.rows, next(runs))))
        posted(token, *as_csv(rows_of(kpis, 1000, next(runs))))  # the first request warms the process
        figures = {
            name: paired(token, kpis, write, rows=rows, runs=runs, times=options.times)
            for name, write, rows in (
                (f"CSV, {options.rows} rows", as_csv, options.rows),
                (f"NDJSON, {options.rows} rows", as_ndjson, options.rows),
                (f"JSON array, {options.rows} rows", as_json, options.rows),
                ("CSV, 1000 rows", as_csv, 1000),
            )
        }
    say("rows a second, and how many times as fast as COPY of the same rows")
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
