"""The night's scan, and those that an administrator asked for: each in a process of its own, watched from here.

The process that leads never reads the corpus: it starts the command, shows life while that works, and ends it when it
leads no longer. Whoever leads next joins the run where it stands.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from itertools import count
from pathlib import Path

from app.core import clock
from app.core.jobs import Units
from app.core.work import Work
from app.signals import repository_scans, service_runs
from app.signals.models_scan import ScanOrigin

ROOT = Path(__file__).resolve().parent.parent.parent
LOOK_SECONDS = 1.0
LOOKS_A_SIGN = 15
"""So many looks at the child between two signs of life."""
END_SECONDS = 20.0


def scan_nightly(units: Units, slot: datetime) -> str:
    """This month and the one before as of the day before the slot's; and runs that were over 90 days ago go."""
    period = service_runs.usual_period(clock.civil_date(slot))
    dates = ("--from", period.first, "--to", period.last, "--as-of", period.as_of)
    ended = _carry_out(units, ["--nightly", *map(str, dates)])
    if ended:
        raise RuntimeError(f"the scan ended with {ended}")
    with units.writing() as work:
        found = repository_scans.newest(work.session, period.first, period.last, period.as_of)
        forgotten = service_runs.forget_old(work)
        sums = service_runs.words_of(found.counts) if found else {}
    told = " ".join(f"{name}={sums.get(name, 0)}" for name in ("raised", "near", "opened", "reopened", "closed"))
    return f"entries={found.entries if found else 0} {told} forgotten={forgotten}"


def scan_asked(units: Units, _slot: datetime) -> str:
    """What administrators asked for, oldest first."""
    with units.reading() as work:
        wanted = [row.id for row in repository_scans.list_open(work.session) if row.origin is ScanOrigin.ASKED]
    for scan_id in wanted:
        ended = _carry_out(units, ["--scan", str(scan_id)])
        if ended:
            with units.writing() as work:
                service_runs.fail(work, scan_id, f"exit {ended}")
    return f"scans={len(wanted)}"


def _carry_out(units: Units, arguments: Sequence[str]) -> int:
    """Run the command beside this process; answers how it ended, 0 when it is done."""
    with units.reading() as work:
        environment = _environment(work)
    cores = str(max(1, (os.cpu_count() or 1) - 1))
    command = [sys.executable, "-m", "app", "signals", "scan", "--processes", cores, *arguments]
    child = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)  # noqa: S603
    try:
        for look in count(1):
            try:
                return child.wait(LOOK_SECONDS)
            except subprocess.TimeoutExpired:
                with units.reading() if look % LOOKS_A_SIGN else units.writing():
                    pass  # shows life now and then, and ends here when another leads or the process stops
    finally:
        if child.poll() is None:
            _end(child)
    raise AssertionError("it looks until the child has ended")


def _environment(work: Work) -> dict[str, str]:
    """This process's own, with its database and its code."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    url = work.database.url.render_as_string(hide_password=False)
    return {**os.environ, "PYTHONPATH": path, "JISHI_DATABASE_URL": url}


def _end(child: "subprocess.Popen[bytes]") -> None:
    child.terminate()
    try:
        child.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
