"""Build `.venv` from the hashed locks: `python3 tools/install.py [runtime|dev]`.

Standard library only, since it runs before anything is installed. A stamp holds the digest of the locks, so a
second call with unchanged locks costs a few milliseconds.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
UV = PYTHON.with_name("uv.exe" if os.name == "nt" else "uv")
BOOTSTRAP = ROOT / "requirements-uv.txt"
LOCKS = {"runtime": ROOT / "requirements.txt", "dev": ROOT / "requirements-dev.txt"}
MINIMUM = (3, 11)


def digest(extent: str) -> str:
    """Name the interpreter, the installer and the lock: a change of any of them reinstalls."""
    parts = [sys.version.encode(), BOOTSTRAP.read_bytes(), LOCKS[extent].read_bytes()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def stamp(extent: str) -> Path:
    return VENV / f".jishi-{extent}"


def is_current(extent: str) -> bool:
    return PYTHON.exists() and stamp(extent).exists() and stamp(extent).read_text() == digest(extent)


def run(*command: str | Path) -> bool:
    return subprocess.run([str(part) for part in command], cwd=ROOT, check=False).returncode == 0


def create() -> None:
    """Make the environment anew when it is missing or was left half built or made by another interpreter."""
    whole = PYTHON.exists() and any(stamp(extent).exists() for extent in LOCKS)
    if whole and (VENV / ".jishi-python").read_text() == sys.version:
        return
    if VENV.exists():
        shutil.rmtree(VENV)
    venv.create(VENV, with_pip=True)
    (VENV / ".jishi-python").write_text(sys.version)


def install(extent: str) -> bool:
    """Install with uv, or with pip where there is no uv for the platform; both require the hashes."""
    hashed = ("--require-hashes", "-r")
    if run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *hashed, BOOTSTRAP):
        return run(UV, "pip", "install", "--quiet", "--compile-bytecode", "--python", PYTHON, *hashed, LOCKS[extent])
    print("uv cannot be installed here: using pip, which is slower.", file=sys.stderr)
    return run(PYTHON, "-m", "pip", "install", "--quiet", *hashed, LOCKS[extent])


def main(arguments: list[str]) -> int:
    extent = arguments[0] if arguments else "dev"
    if extent not in LOCKS:
        print(__doc__, file=sys.stderr)
        return 2
    if sys.version_info < MINIMUM:
        print(f"Jishi needs Python {'.'.join(map(str, MINIMUM))} or newer.", file=sys.stderr)
        return 1
    if is_current(extent) or (extent == "runtime" and is_current("dev")):
        return 0
    print(f"Installing the {extent} environment into .venv ...", flush=True)
    create()
    if not install(extent):
        print("The installation failed; nothing is marked as installed, run it again.", file=sys.stderr)
        return 1
    for done in LOCKS if extent == "dev" else [extent]:
        stamp(done).write_text(digest(done))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
