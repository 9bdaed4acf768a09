"""Sixteen connections that ask again as soon as they are answered: wrk, or a small driver of our own."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.processes import Server

REPLAY = Path(__file__).with_name("replay.lua")
DRIVER = Path(__file__).with_name("driver.py")


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of load measured."""

    requests: int
    rate: float
    p50_ms: float
    p99_ms: float
    server_ms: float
    database_ms: float
    bad: int

    @property
    def cpu_ms(self) -> float:
        """Processor milliseconds of a request, server and database together."""
        return self.server_ms + self.database_ms


def driver_name() -> str:
    """Which driver runs here."""
    return "wrk" if shutil.which("wrk") else "the small driver of benchmarks/driver.py"


def raw_request(method: str, path: str, token: str, body: object = None) -> bytes:
    """One HTTP request as bytes, with its length before it."""
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\nAccept: */*\r\n"
    content = b""
    if body is not None:
        content = json.dumps(body, ensure_ascii=False).encode()
        head += f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n"
    whole = head.encode() + b"\r\n" + content
    return b"%d\n%b" % (len(whole), whole)


def put_load(
    server: Server, database: Server | None, requests: Iterable[bytes], seconds: float, connections: int, folder: Path
) -> Run:
    """Replay the requests for some seconds; processor time is that of server and database alone."""
    file = folder / "requests"
    with file.open("wb") as stream:
        stream.writelines(requests)
    before = server.cpu_seconds(), database.cpu_seconds() if database else 0.0
    result = _replay(server.port, file, seconds, connections)
    count = max(1, int(result["requests"]))
    spent = database.cpu_seconds() - before[1] if database else 0.0
    return Run(
        requests=count,
        rate=count / result["seconds"],
        p50_ms=result["p50_ms"],
        p99_ms=result["p99_ms"],
        server_ms=(server.cpu_seconds() - before[0]) * 1000 / count,
        database_ms=spent * 1000 / count,
        bad=int(result["bad_status"] + result["broken"]),
    )


def _replay(port: int, file: Path, seconds: float, connections: int) -> dict[str, Any]:
    wrk = shutil.which("wrk")
    if wrk:  # it counts whole seconds only
        command = [wrk, "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--timeout", "20s"]
        command += ["-s", str(REPLAY), f"http://127.0.0.1:{port}"]
    else:
        command = [sys.executable, str(DRIVER), str(port), str(seconds), str(connections)]
    environment = {**os.environ, "REQUESTS": str(file)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if not lines:
        raise SystemExit(f"no load could be put on port {port}:\n{done.stdout}{done.stderr}")
    found: dict[str, Any] = json.loads(lines[-1])
    return found
