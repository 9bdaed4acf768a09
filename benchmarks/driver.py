"""Load without wrk: `python driver.py PORT SECONDS CONNECTIONS` replays the requests of $REQUESTS, prints JSON."""

import asyncio
import itertools
import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles


def read_requests(path: Path) -> list[bytes]:
    """The requests of a file, each after its length."""
    found, content, at = [], path.read_bytes(), 0
    while at < len(content):
        line = content.index(b"\n", at)
        end = line + 1 + int(content[at:line])
        found.append(content[line + 1 : end])
        at = end
    return found


async def keep_asking(port: int, requests: Iterator[bytes], until: float, times: list[float], bad: list[int]) -> None:
    """One connection, one request after the other."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while time.perf_counter() < until:
        started = time.perf_counter()
        writer.write(next(requests))
        head = await reader.readuntil(b"\r\n\r\n")
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:-2])
        await reader.readexactly(int(fields[b"content-length"]))
        times.append(time.perf_counter() - started)
        if not 200 <= int(head.split(b" ", 2)[1]) < 400:
            bad.append(1)
    writer.close()


async def main(port: int, seconds: float, connections: int) -> None:
    """All connections at once."""
    requests = itertools.cycle(read_requests(Path(os.environ["REQUESTS"])))
    started, times, bad = time.perf_counter(), list[float](), list[int]()
    asking = [keep_asking(port, requests, started + seconds, times, bad) for _ in range(connections)]
    broken = [one for one in await asyncio.gather(*asking, return_exceptions=True) if one]
    took, points = time.perf_counter() - started, quantiles(times, n=100)
    result = {"requests": len(times), "seconds": took, "p50_ms": points[49] * 1e3, "p99_ms": points[98] * 1e3}
    print(json.dumps(result | {"bad_status": len(bad), "broken": len(broken)}))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])))
