"""Long papers are set in a process of their own, so that the web process keeps its memory: data in, a file out.

Everything goes through a folder: `order.json` says what to set, `data.json` what it says, beside them the pictures.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
import structlog

from app.core.errors import DomainError
from app.core.i18n import N_
from app.core.printing.fonts import chosen_folder
from app.core.printing.render import a_slot

log = structlog.get_logger()

ROOT = Path(__file__).resolve().parents[3]
LONGEST_SECONDS = 90
PREFIX, LEFT_OVER_SECONDS = "jishi-paper-", 3600
LEFT_OVER = (PREFIX, "jishi-books-", "jishi-export-", "jishi-my-data-")
"""How folders and files begin that hold texts for as long as they are made or sent."""
KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT", "LD_LIBRARY_PATH")


class PaperFailed(DomainError):
    """The process that sets the paper came to nothing."""

    code, status, message = "paper-failed", 503, N_("文件没有生成，请稍后再试；多次不成请联系管理员。")


def set_apart(module: str, folder: Path, order: Mapping[str, Any], data: Mapping[str, Any]) -> Path:
    """The file that `python -m module folder` makes of `data` as `order` says; pictures are in `folder` already.

    The process knows no database and no key. Raises PrinterBusy, PaperFailed.
    """
    made = folder / f"made.{order['format']}"
    (folder / "order.json").write_bytes(orjson.dumps(dict(order) | {"fonts": chosen_folder()}))
    (folder / "data.json").write_bytes(orjson.dumps(dict(data)))
    command = [sys.executable, "-m", module, str(folder)]
    with a_slot():
        try:
            done = subprocess.run(  # noqa: S603 - our own module with our own folder
                command,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=LONGEST_SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            log.warning("paper.apart", module=module, kind=type(error).__name__)
            raise PaperFailed from error
    if done.returncode or not made.exists():
        log.warning("paper.apart", module=module, status=done.returncode)
        raise PaperFailed
    return made


@contextmanager
def new_folder() -> Iterator[Path]:
    """A folder for an order; it stays when all goes well, and whoever sends the file removes it."""
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    try:
        yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def drop_left_over() -> int:
    """What was left by whoever was killed holds texts: gone an hour later, by the disk's clock; answers how many."""
    with tempfile.TemporaryFile() as probe:
        late = os.fstat(probe.fileno()).st_mtime - LEFT_OVER_SECONDS
    there = Path(tempfile.gettempdir())
    old = [one for prefix in LEFT_OVER for one in there.glob(f"{prefix}*") if _is_older(one, late)]
    for one in old:
        if one.is_dir():
            shutil.rmtree(one, ignore_errors=True)
        else:
            one.unlink(missing_ok=True)
    return len(old)


def _is_older(folder: Path, late: float) -> bool:
    try:
        return folder.lstat().st_mtime < late
    except OSError:  # somebody else removed it just now
        return False


def _environment() -> dict[str, str]:
    paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(path for path in paths if path)}
