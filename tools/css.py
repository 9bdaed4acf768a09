"""Join app/http/styles/*.css into the served stylesheets; `--check` fails when they are out of date.

`jishi.css` is all of it and dresses the desk. `phone.css` is the same without the rules that cannot meet an element of
a page in the hand: those that name one of DESK. Its rules keep their order, so a page looks alike under either.
"""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "app/http/styles"
TARGETS = ROOT / "app/http/static/css"
DESK = {
    "desk", "shell", "side", "side-top", "side-menu", "side-foot", "topbar", "menu-open", "menu-close",
    "main", "main-aside", "panes", "pane-list", "pane-read", "pane-body", "pane-bar", "pane-foot",
    "pane-undo", "ledger", "axis", "axis-wrap", "axis-names", "bars", "overview", "unit-charts", "ages",
    "age-dot", "legend-line", "swatch", "bar-cell", "paysheet", "month-bar", "month-step", "signers", "exc",
    "why", "table-foot", "more-acts", "week-of-group", "pair", "roster-sheet", "bank-column", "bank-take",
    "export-status", "m-brief", "m-state", "m-total", "settling", "health", "actions-cell", "quiet-row",
    "fold-hide", "fold-only", "may-break",
}  # fmt: skip
"""Classes that no page in the hand bears: the desk's shell, and what only its pages hold."""
DARK_BLOCK = re.compile(r"@@DARK@@\n(.*?)@@END@@\n", re.DOTALL)
CLASS = re.compile(r"\.([A-Za-z][\w-]*)")
NOT = re.compile(r":not\([^)]*\)")
PSEUDO = re.compile(r"::?(?!not|first-child|last-child|nth|only)[a-z-]+")


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


def for_phones(css: str) -> str:
    """The rules of a minified sheet that a page in the hand can need."""
    kept = []
    for head, body in rules(css):
        if head.startswith("@media"):
            if inner := for_phones(body):
                kept.append(f"{head}{{{inner}}}\n")
        elif head.startswith("@"):
            kept.append(f"{head}{{{body}}}\n")
        elif selectors := [one for one in head.split(",") if not is_desks(one)]:
            kept.append(f"{','.join(selectors)}{{{body}}}\n")
    return "".join(kept)


def rules(css: str) -> Iterator[tuple[str, str]]:
    """Each rule's head and what stands between its braces, one level deep."""
    at = 0
    while (opens := css.find("{", at)) >= 0:
        head, depth, end = css[at:opens].strip(), 1, opens + 1
        while depth:
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        yield head, css[opens + 1 : end - 1]
        at = end


def is_desks(selector: str) -> bool:
    """Whether it asks for an element that the desk alone has."""
    return not DESK.isdisjoint(CLASS.findall(NOT.sub("", selector)))


def left_out(css: str) -> list[str]:
    """The selectors that phones do without, as far as an element can be asked for by them."""
    found: list[str] = []
    for head, body in rules(css):
        if head.startswith("@media"):
            found += left_out(body)
        elif not head.startswith("@"):
            found += [PSEUDO.sub("", one).strip() for one in head.split(",") if is_desks(one)]
    return found


def built() -> dict[Path, str]:
    """The text of each served file."""
    whole = build()
    return {TARGETS / "jishi.css": whole, TARGETS / "phone.css": for_phones(whole)}


def _both_darks(match: re.Match[str]) -> str:
    tokens = match.group(1)
    return (
        f'@media (prefers-color-scheme: dark) {{\n:root:not([data-theme="light"]) {{\n{tokens}}}\n}}\n'
        f':root[data-theme="dark"] {{\n{tokens}}}\n'
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say whether the served file is current")
    wanted = built()
    if parser.parse_args().check:
        current = all(file.exists() and file.read_text(encoding="utf-8") == text for file, text in wanted.items())
        print("stylesheets are current" if current else "stylesheets are stale: run python tools/css.py")
        return 0 if current else 1
    for file, text in wanted.items():
        file.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
