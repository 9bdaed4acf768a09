"""What measured: processors, versions, the day, and how busy the machine was."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

import psutil

from app.core import clock
from benchmarks.load import driver_name

PACKAGES = ("fastapi", "uvicorn", "sqlalchemy", "psycopg", "asyncpg", "django", "djangorestframework", "gunicorn")


def describe() -> str:
    """One paragraph for the page."""
    memory = psutil.virtual_memory().total / 2**30
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return (
        f"Measured on {clock.today()} by `make bench` with {driver_name()}: {os.cpu_count()} cores ({_processor()}), "
        f"{memory:.0f} GB, {platform.system()} {platform.release()}, Python {platform.python_version()}, "
        f"{versions}. Load average at the end: {load}."
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
