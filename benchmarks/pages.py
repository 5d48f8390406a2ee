"""How fast public pages are, as ratios to a view that does nothing, under granian and driven by wrk.

    uv run python benchmarks/pages.py [--json] [--sizes 100,500,1000,5000] [--rounds 3]

A database of its own is made in a temporary folder. Three servers run beside each other, alike but for what they
serve: the site (`festapp.wsgi`), a bare view behind the site's middleware (`ratio`), and a bare view that Django
serves with no middleware at all (`ratio_none`, `ratio_304`). The bare view answers two bytes, "ok"; a page is sent
whole, as Brotli. Each round asks each of them in turn, since one after the other misleads on a noisy machine; the
median of the rounds counts.
"""

from __future__ import annotations

import argparse
import atexit
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 1
APPLICATIONS = {"site": "festapp.wsgi", "bare": "festapp.wsgi", "none": "benchmarks.application"}
REQUESTS = re.compile(r"Requests/sec:\s+([\d.]+)")


def main() -> None:
    wishes = argparse.ArgumentParser()
    wishes.add_argument("--json", action="store_true")
    wishes.add_argument("--sizes", default="100,500,1000,5000")
    wishes.add_argument("--rounds", type=int, default=3)
    asked = wishes.parse_args()
    if not shutil.which("wrk"):
        sys.exit("wrk drives these measurements; it is missing. On Debian: apt-get install wrk.")
    signal.signal(signal.SIGTERM, lambda *_said: sys.exit("Stopped."))  # its servers are ended then too
    sys.path.insert(0, str(ROOT))
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ |= {"FESTAPP_DATA": folder, "DJANGO_SETTINGS_MODULE": "festapp.settings"}
    os.environ.pop("DATABASE_URL", None)
    from festapp import database

    database.use_embedded_unless_configured()
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    servers = {kind: Server(kind) for kind in APPLICATIONS}
    found = [
        line for size in map(int, asked.sizes.split(",")) for line in measured(size, servers, asked.rounds)
    ]
    if asked.json:
        print(json.dumps({"pages": found}, indent=1))
        return
    heads = ("page", "sessions", "rate", "ratio", "none", "304", "cold ms", "queries", "gzip kB", "br kB")
    print("{:<14} {:>8} {:>7} {:>6} {:>6} {:>6} {:>8} {:>8} {:>8} {:>8}".format(*heads))
    for line in found:
        print(
            f"{line['name']:<14} {line['sessions']:>8} {line['rate']:>7} {line['ratio']:>6.2f} "
            f"{line['ratio_none']:>6.2f} {line['ratio_304']:>6.2f} {line['cold_ms']:>8.0f} "
            f"{line['queries_cold']:>4}, {line['queries_warm']:>2} "
            f"{line['bytes_gz'] / 1000:>8.1f} {line['bytes_br'] / 1000:>8.1f}"
        )


class Server:
    """One granian with one worker, ended with this process."""

    def __init__(self, kind: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        environment = {**os.environ, "BENCHMARK_KIND": kind, "DJANGO_SETTINGS_MODULE": "benchmarks.served"}
        command = [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port),
            "--workers", "1", "--blocking-threads", "4", "--backpressure", "256", "--log-level", "error",
            f"{APPLICATIONS[kind]}:application",
        ]  # fmt: skip
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
        atexit.register(self._end)
        self.url = f"http://127.0.0.1:{self.port}"
        self._wait()

    def _end(self) -> None:
        """Its worker too: who is killed alone leaves it behind."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def _wait(self) -> None:
        for _time in range(300):
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        sys.exit(f"The server on port {self.port} did not come up.")

    def rate(self, address: str, headers: Mapping[str, str] = MappingProxyType({})) -> float:
        """Requests a second, over eight connections."""
        asked = {"Accept-Encoding": "br, gzip", **headers}
        lines = [part for name, value in asked.items() for part in ("-H", f"{name}: {value}")]
        command = ["wrk", "-t1", "-c8", f"-d{SECONDS}s", *lines, self.url + address]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        if "Non-2xx" in said:
            sys.exit(f"{address} answered with errors:\n{said}")
        found = REQUESTS.search(said)
        assert found
        return float(found[1])

    def tag(self, address: str) -> str:
        asked = urllib.request.Request(self.url + address, headers={"Accept-Encoding": "br, gzip"})  # noqa: S310
        with urllib.request.urlopen(asked) as answer:  # noqa: S310
            return answer.headers.get("ETag", "")


def measured(size: int, servers: dict[str, Server], rounds: int) -> list[dict[str, Any]]:
    from benchmarks.seeded import festival

    edition = festival(size)
    root = f"/en/{edition.slug}/"
    code = edition.sessions.order_by("code").first().code
    slug = edition.sessions.get(code=code).slug
    day = "2017-07-06"
    addresses = {
        "programme": f"{root}programme/",
        "programme day": f"{root}programme/?day={day}",
        "session": f"{root}sessions/{code}-{slug}/",
        "speaker list": f"{root}speakers/",
        "schedule.xml": f"{root}schedule.xml",
        "schedule.json": f"{root}schedule.json",
    }
    return [line(name, address, size, servers, rounds) for name, address in addresses.items()]


def line(name: str, address: str, size: int, servers: dict[str, Server], rounds: int) -> dict[str, Any]:
    alone = in_process(address)
    tag = servers["site"].tag(address)
    rates: dict[str, list[float]] = {"page": [], "same": [], "bare": [], "none": []}
    for _round in range(rounds):
        rates["none"].append(servers["none"].rate("/"))
        rates["page"].append(servers["site"].rate(address))
        rates["bare"].append(servers["bare"].rate("/bare/"))
        rates["same"].append(servers["site"].rate(address, {"If-None-Match": tag}))
    median = {kind: statistics.median(found) for kind, found in rates.items()}
    return {
        "name": name, "sessions": size, "rate": round(median["page"]),
        "ratio": round(median["page"] / median["bare"], 3),
        "ratio_none": round(median["page"] / median["none"], 3),
        "ratio_304": round(median["same"] / median["none"], 3),
        **alone,
    }  # fmt: skip


def in_process(address: str) -> dict[str, Any]:
    """Milliseconds (the median of three) and queries of the first answer, queries of the next one, bytes as sent."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    times = []
    for _time in range(3):
        client = Client()  # a cache of its own
        with CaptureQueriesContext(connection) as cold:
            begun = time.perf_counter()
            client.get(address)
            times.append((time.perf_counter() - begun) * 1000)
        with CaptureQueriesContext(connection) as warm:
            client.get(address)
        queries = {"queries_cold": len(cold), "queries_warm": len(warm)}  # the next request forgets them
    sizes = {
        name: len(client.get(address, headers={"accept-encoding": name}).content) for name in ("gzip", "br")
    }
    return {
        "cold_ms": round(statistics.median(times), 1), **queries,
        "bytes_gz": sizes["gzip"], "bytes_br": sizes["br"],
    }  # fmt: skip


if __name__ == "__main__":
    main()
