"""Take the pictures of docs/screens: `python tools/screens.py [OPTIONS] [PART OF A NAME ...]`.

Seeds the demo county as it stands on one fixed evening into a temporary folder, serves it and photographs every page
of tools/book in its own size, language, colours and text size; then writes the index. Fails on a script error, on an
unexpected answer, on a page wider than its window and on a picture heavier than MOST bytes. `--axe` and `--widths`
take no pictures: they look at each page in every language, colour and text size, and in every width, `--keys` uses each
by keyboard; with `--every-mode` also the pages of the desk on a phone and the phone's at the desk.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.book.county import demo_county, the_same_each_time
from tools.book.index import index
from tools.book.inspection import Inspection
from tools.book.paper import lighten
from tools.book.prepare import prepare
from tools.book.shot import Shot
from tools.book.shots import SHOTS
from tools.book.studio import Studio
from tools.chromium import ARGUMENTS, ensure

OUT = Path(__file__).resolve().parent.parent / "docs" / "screens"
MOST = 150_000


def parse(arguments: list[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("names", nargs="*", help="parts of the names wanted (cadre/phone-today); all by default")
    parser.add_argument("--axe", action="store_true", help="run axe on each page in every mode")
    parser.add_argument("--widths", action="store_true", help="look for sideways scrolling from 320 to 1440 px")
    parser.add_argument("--keys", action="store_true", help="use each page by keyboard alone")
    parser.add_argument("--every-mode", action="store_true", help="both or one, each page on the phone and at the desk")
    parser.add_argument("--out", type=Path, default=OUT, help="another folder for the pictures")
    parser.add_argument("--full", action="store_true", help="whole pages, not first screens; for --out")
    options = parser.parse_args(arguments)
    if options.every_mode and not (options.axe or options.widths or options.keys):
        options.axe = options.widths = True
    return options


def photograph(studio: Studio, shots: Iterable[Shot], out: Path, full: bool) -> None:
    """Each picture into its file."""
    for shot in shots:
        try:
            picture = lighten(studio.take(shot, full=full))
        except Exception as error:  # noqa: BLE001 - the other pictures are still wanted
            studio.faults.append(f"{shot.name}: {error}")
            continue
        file = out / f"{shot.name}.webp"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(picture)
        if len(picture) > MOST and not full:
            studio.faults.append(f"{shot.name}: {len(picture)} bytes")


def clear(out: Path) -> None:
    """Pictures that the book no longer has go."""
    named = {out / f"{shot.name}.webp" for shot in SHOTS}
    for file in out.rglob("*.webp"):
        if file not in named:
            file.unlink()


def main(arguments: list[str]) -> int:
    """Every picture, or those named."""
    options = parse(arguments)
    shots = [shot for shot in SHOTS if not options.names or any(name in shot.name for name in options.names)]
    chromium = ensure()
    with (
        tempfile.TemporaryDirectory() as folder,
        the_same_each_time(),
        demo_county(Path(folder)) as demo,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=chromium.path, args=ARGUMENTS, env={**chromium.environment}
        )
        studio = Studio(browser, demo)
        prepare(studio)
        if options.axe or options.widths or options.keys:
            inspection = Inspection(studio, options.axe, options.widths, options.keys, options.every_mode)
            inspection.run(shots)
            print(f"{inspection.pages} pages, {inspection.looks} looks by axe, {len(studio.faults)} faults")
        else:
            photograph(studio, shots, options.out, options.full)
        browser.close()
    if not options.names and not (options.axe or options.widths or options.keys):
        clear(options.out)
        (options.out / "README.md").write_text(index(SHOTS), encoding="utf-8")
    for fault in studio.faults:
        print(f"fault: {fault}", file=sys.stderr)
    return 1 if studio.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
