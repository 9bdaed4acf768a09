"""Copy what browsers and papers need from npm packages into app/, with licences and a SHA-256 manifest.

    npm ci && python tools/vendor.py

Run it after changing package.json or tools/icons.txt. Scripts go through esbuild, down to the phone baseline
(Chrome 78, iOS 13), because some packages ship newer syntax. Neither Node nor this tool is needed to run Jishi.
"""

import argparse
import hashlib
import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "app/http/static"
TESTS = ROOT / "tests/vendor"
PRINTING = ROOT / "app/core/printing/fonts"
BASELINE = "es2019"


@dataclass(frozen=True)
class Asset:
    """One file of one package, and where it goes under static/vendor (or tests/vendor)."""

    package: str
    source: str
    target: str
    licence: str
    for_tests: bool = False


ASSETS = (
    Asset("@alpinejs/csp", "dist/module.esm.js", "alpine-csp.js", "MIT"),
    Asset("idb", "build/index.js", "idb.js", "ISC"),
    Asset("axe-core", "axe.min.js", "axe.min.js", "MPL-2.0", for_tests=True),
)
FONTS = {
    "@expo-google-fonts/noto-sans-sc": ("400Regular/NotoSansSC_400Regular.ttf", "700Bold/NotoSansSC_700Bold.ttf"),
    "@expo-google-fonts/noto-serif-sc": ("400Regular/NotoSerifSC_400Regular.ttf",),
}
LICENCE_FILES = ("LICENSE", "LICENSE.md", "LICENSE.txt")
ALPINE_LICENCE = """MIT License

Copyright © 2019-2025 Caleb Porzio and contributors

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to
permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of
the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""


def version_of(folder: Path) -> str:
    version: str = json.loads((folder / "package.json").read_text(encoding="utf-8"))["version"]
    return version


def licence_of(folder: Path) -> str:
    """The package's own licence text; Alpine's npm package declares MIT without carrying the text."""
    for name in LICENCE_FILES:
        if (folder / name).exists():
            return (folder / name).read_text(encoding="utf-8")
    return ALPINE_LICENCE


def copy_script(modules: Path, asset: Asset) -> Path:
    folder = modules / asset.package
    target = (TESTS if asset.for_tests else STATIC / "vendor") / asset.target
    target.parent.mkdir(parents=True, exist_ok=True)
    if asset.for_tests:
        shutil.copyfile(folder / asset.source, target)
    else:
        banner = f"/*! {asset.package} {version_of(folder)} | {asset.licence} | {target.stem}.LICENSE */"
        command = [
            str(modules / ".bin/esbuild"), str(folder / asset.source), "--minify", "--format=esm", "--bundle",
            f"--target={BASELINE}", f"--banner:js={banner}", "--legal-comments=none", f"--outfile={target}",
        ]  # fmt: skip
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    target.with_name(f"{target.stem}.LICENSE").write_text(licence_of(folder), encoding="utf-8")
    return target


def symbol(name: str, svg: str) -> str:
    """A Tabler icon as a sprite symbol; colour and stroke come from the `.icon` class."""
    paths = re.findall(r"<(?:path|circle|rect|line|polyline)\b[^>]*?/>", svg, flags=re.DOTALL)
    drawn = [re.sub(r"\s+", " ", path) for path in paths if 'd="M0 0h24v24H0z"' not in path]
    return f'<symbol id="{name}" viewBox="0 0 24 24">{"".join(drawn)}</symbol>'.replace(" />", "/>")


def write_sprite(modules: Path) -> Path:
    names = [line.strip() for line in (ROOT / "tools/icons.txt").read_text(encoding="utf-8").splitlines()]
    outline = modules / "@tabler/icons/icons/outline"
    symbols = [
        symbol(name, (outline / f"{name}.svg").read_text(encoding="utf-8"))
        for name in sorted(set(names)) if name and not name.startswith("#")
    ]  # fmt: skip
    brand = (ROOT / "tools/brand.symbols.svg").read_text(encoding="utf-8").strip()
    target = STATIC / "icons.svg"
    version = version_of(modules / "@tabler/icons")
    head = (
        f"<!-- Tabler Icons {version}, MIT: vendor/tabler-icons.LICENSE. Brand: outlines of Noto Serif SC, OFL 1.1: "
        "vendor/noto-serif-sc.LICENSE -->"
    )
    body = "\n".join([head, *symbols, brand])
    target.write_text(f'<svg xmlns="http://www.w3.org/2000/svg">\n{body}\n</svg>\n', encoding="utf-8")
    licences = {
        "tabler-icons": "@tabler/icons/LICENSE",
        "noto-serif-sc": "@expo-google-fonts/noto-serif-sc/LICENSE_FONT",
    }
    for stem, source in licences.items():
        text = (modules / source).read_text(encoding="utf-8")
        (STATIC / f"vendor/{stem}.LICENSE").write_text(text, encoding="utf-8")
    return target


def write_first_sprite() -> Path:
    """The symbols of the cadre's first pages by themselves, so that a slow line waits for no others."""
    names = [line.strip() for line in (ROOT / "tools/icons_first.txt").read_text(encoding="utf-8").splitlines()]
    lines = (STATIC / "icons.svg").read_text(encoding="utf-8").splitlines()
    wanted = tuple(f'<symbol id="{name}" ' for name in names if name and not name.startswith("#"))
    kept = [line for line in lines if not line.startswith("<symbol") or line.startswith(wanted)]
    target = STATIC / "icons-first.svg"
    target.write_text("\n".join(kept) + "\n", encoding="utf-8")
    return target


def copy_fonts(modules: Path) -> list[tuple[str, Path]]:
    """The typefaces of papers, each with its package, and the Open Font License."""
    PRINTING.mkdir(parents=True, exist_ok=True)
    written = []
    for package, files in FONTS.items():
        for source in files:
            target = PRINTING / Path(source).name
            shutil.copyfile(modules / package / source, target)
            written.append((package, target))
        shutil.copyfile(modules / package / "LICENSE_FONT", PRINTING / f"{package.rpartition('/')[2]}.LICENSE")
    return written


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_manifest(modules: Path, written: list[tuple[str, Path]]) -> None:
    """Package, version and digest of each file that came from elsewhere; a test holds the tree to it."""
    entries = {
        path.relative_to(ROOT).as_posix(): {
            "package": package, "version": version_of(modules / package), "sha256": digest(path),
        }
        for package, path in written
    }  # fmt: skip
    text = json.dumps(dict(sorted(entries.items())), indent=2, ensure_ascii=False)
    (STATIC / "vendor/manifest.json").write_text(text + "\n", encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--modules", type=Path, default=ROOT / "node_modules")
    modules: Path = parser.parse_args().modules
    if not (modules / ".bin/esbuild").exists():
        print(f"{modules} is not complete: run npm ci first")
        return 1
    (STATIC / "vendor").mkdir(parents=True, exist_ok=True)
    written = [(asset.package, copy_script(modules, asset)) for asset in ASSETS]
    written.append(("@tabler/icons", write_sprite(modules)))
    written.append(("@tabler/icons", write_first_sprite()))
    written += copy_fonts(modules)
    write_manifest(modules, written)
    for _, path in written:
        print(f"{path.relative_to(ROOT)}  {path.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
