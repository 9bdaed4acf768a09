"""Bundle app/http/static/js for the pages into app/http/static/bundle; `--check` fails when it is out of date.

    npm ci && python tools/js.py

Each script that a template names by `script("...")` becomes an entry; what several share becomes a part of its own,
so that nothing is loaded or run twice. Checking needs no Node, and neither does running Jishi: while bundles are older
than their sources the pages load the modules one by one (app/http/scripts.py).
"""

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.http import scripts  # noqa: E402 - found through the line above

BASELINE = "es2019"
NAMED = re.compile(r"""script\(((?:\s*"\w+"\s*,?)+)\)""")
BARE = re.compile(r"""asset\(['"]js/(?!early\.js)|asset\(['"]js/['"]""")
ONLY_IMPORTS = re.compile(r"""(?:import\s*"[^"]+";\s*)*""")
COMMAND = ("--bundle", "--splitting", "--format=esm", "--minify", f"--target={BASELINE}", "--legal-comments=inline")


def templates() -> list[Path]:
    return sorted(ROOT.glob("app/*/templates/**/*.html"))


def names() -> list[str]:
    """Every layer and every script that a template names."""
    found = set(scripts.LAYERS)
    for path in templates():
        for group in NAMED.findall(path.read_text(encoding="utf-8")):
            found.update(re.findall(r'"(\w+)"', group))
    return sorted(found)


def bare() -> list[str]:
    """Templates that name a module by itself: beside the bundles it would run twice."""
    return [path.relative_to(ROOT).as_posix() for path in templates() if BARE.search(path.read_text(encoding="utf-8"))]


def is_current() -> bool:
    if not scripts.MANIFEST.exists():
        return False
    manifest = json.loads(scripts.MANIFEST.read_text(encoding="utf-8"))
    built = manifest["sources"] == scripts.digest() and sorted(manifest["entries"]) == names()
    return bool(built and manifest["files"] == digests())


def digests() -> dict[str, str]:
    """What lies in the folder of bundles: a file that was changed by hand or forgotten is found."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(scripts.BUNDLE.glob("*.js"))}


def beneath(name: str) -> str:
    """The layer that a script stands on: the highest of which it uses anything, so that parts stay few."""
    wanted, above = set(scripts.modules_of(name)), set(scripts.modules_of("core"))
    layer = "" if name == "core" else "core"
    for candidate in ("store", "cadre"):
        own = set(scripts.modules_of(candidate)) - above
        above |= own
        layer = candidate if wanted & own and name != candidate else layer
    return layer


def write_entry(folder: Path, name: str) -> None:
    """An entry that imports the layer beneath and its own modules, in this order."""
    layer = beneath(name)
    files = dict.fromkeys([*(scripts.modules_of(layer) if layer else []), *scripts.modules_of(name)])
    text = "".join(f'import "{(scripts.SOURCES.parent / file).as_posix()}";\n' for file in files)
    (folder / f"{name}.js").write_text(text, encoding="utf-8")


def build(modules: Path) -> dict[str, list[str]]:
    """The files of each entry, its parts before itself; the folder is written anew."""
    wanted = names()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for entry in wanted:
            write_entry(folder, entry)
        sources = [str(folder / f"{entry}.js") for entry in wanted]
        meta, out = folder / "meta.json", folder / "out"
        command = [str(modules / ".bin/esbuild"), *sources, *COMMAND, f"--metafile={meta}", f"--outdir={out}"]
        subprocess.run([*command, "--chunk-names=part-[hash]"], check=True, cwd=folder, stdout=subprocess.DEVNULL)
        outputs = json.loads(meta.read_text(encoding="utf-8"))["outputs"]
        found = {Path(path).name: [Path(one["path"]).name for one in made["imports"]] for path, made in outputs.items()}
        shared = sorted(set(found) - {f"{entry}.js" for entry in wanted})
        parts = {old: f"part-{number}.js" for number, old in enumerate(shared, 1)}
        texts = {old: (out / old).read_text(encoding="utf-8") for old in found}
    texts = {parts.get(old, old): renamed(text, parts) for old, text in texts.items()}
    kept = {file: text for file, text in texts.items() if not ONLY_IMPORTS.fullmatch(text.strip())}
    shutil.rmtree(scripts.BUNDLE, ignore_errors=True)
    scripts.BUNDLE.mkdir()
    for file, text in kept.items():
        (scripts.BUNDLE / file).write_text(text, encoding="utf-8")
    closures = {entry: [parts.get(file, file) for file in closure(f"{entry}.js", found)] for entry in wanted}
    return {entry: [file for file in files if file in kept] for entry, files in closures.items()}


def renamed(text: str, parts: dict[str, str]) -> str:
    """A file that speaks of parts by their lasting names."""
    for before, after in parts.items():
        text = text.replace(before, after)
    return text


def closure(file: str, imports: dict[str, list[str]]) -> list[str]:
    """A file after everything that it imports."""
    done: list[str] = []

    def visit(one: str) -> None:
        for other in imports[one]:
            if other not in done:
                visit(other)
        done.append(one)

    visit(file)
    return done


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only say whether the bundles are current")
    parser.add_argument("--modules", type=Path, default=ROOT / "node_modules")
    asked = parser.parse_args()
    if unbundled := bare():
        print("name scripts by script(...), not asset('js/...'): " + ", ".join(unbundled))
        return 1
    if asked.check:
        current = is_current()
        print("bundles are current" if current else "bundles are stale: run python tools/js.py")
        return 0 if current else 1
    if not (asked.modules / ".bin/esbuild").exists():
        print(f"{asked.modules} has no esbuild: run npm ci first")
        return 1
    manifest = {"sources": scripts.digest(), "entries": build(asked.modules), "files": digests()}
    scripts.MANIFEST.write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
