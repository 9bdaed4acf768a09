"""Join app/http/styles/*.css into the one served stylesheet; `--check` fails when it is out of date."""

import argparse
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "app/http/styles"
TARGET = ROOT / "app/http/static/css/jishi.css"
DARK_BLOCK = re.compile(r"@@DARK@@\n(.*?)@@END@@\n", re.DOTALL)


def build() -> str:
    """The dark tokens are written once and served twice: for the system's wish and for the person's own choice."""
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(SOURCES.glob("*.css")))
    return minify(DARK_BLOCK.sub(_both_darks, text))


def minify(css: str) -> str:
    """Drop comments, indentation and line ends; nothing cleverer, so that what is served can still be read."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    lines = (re.sub(r"\s+", " ", line.strip()) for line in css.splitlines())
    css = "".join(line if line.endswith(("}", "{", ";")) else line + " " for line in lines if line)
    return re.sub(r"\s*([{};])\s*", r"\1", css).replace(";}", "}").replace("}", "}\n")


def _both_darks(match: re.Match[str]) -> str:
    tokens = match.group(1)
    return (
        f'@media (prefers-color-scheme: dark) {{\n:root:not([data-theme="light"]) {{\n{tokens}}}\n}}\n'
        f':root[data-theme="dark"] {{\n{tokens}}}\n'
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say whether the served file is current")
    wanted = build()
    if parser.parse_args().check:
        current = TARGET.exists() and TARGET.read_text(encoding="utf-8") == wanted
        print("stylesheet is current" if current else "stylesheet is stale: run python tools/css.py")
        return 0 if current else 1
    TARGET.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
