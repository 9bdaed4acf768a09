"""What a page loads of `static/js`: bundles of `static/bundle` while they are current, else every module by itself.

`python tools/js.py` builds the bundles. One that is older than its sources is never served: after a change the pages
name the modules one by one, slower and right, until the bundles are built again.
"""

import hashlib
import json
import re
from functools import cache

from markupsafe import Markup, escape

from app.http.static_files import ROOT as STATIC
from app.http.static_files import asset

SOURCES, BUNDLE = STATIC / "js", STATIC / "bundle"
MANIFEST = BUNDLE / "manifest.json"
LAYERS: dict[str, tuple[str, ...]] = {
    "core": ("shell", "form", "api", "dialog", "kept", "webview", "moments"),
    "store": ("core", "storage", "sealed", "kept_fields", "phone_lock", "photo_field"),
    "cadre": ("store", "outbox", "consent", "outbox_card"),
    "today": ("cadre", "record", "record_left", "check_in", "try"),
}
"""What pages load by one name: layers or modules, each with all that it imports; any other name is a module. What is
in a layer does nothing on a page without its elements: whatever needs a part of it gets the whole, in one file."""
_IMPORTED = re.compile(r"""^(?:import|export)\b[^"';]*["'](\.[\w./-]+\.js)["']""", re.MULTILINE)


class UnknownScriptError(LookupError):
    """A page names a script that the bundles do not know: `python tools/js.py` was not run."""


def digest() -> str:
    """SHA-256 over every module's name and content and over the layers: what a bundle was built from."""
    total = hashlib.sha256(json.dumps(LAYERS).encode())
    for path in sorted(SOURCES.glob("*.js")):
        total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def modules_of(name: str) -> list[str]:
    """The files of a layer or module under `static/`, what is imported first."""
    found: list[str] = []

    def add(file: str) -> None:
        if file in found:
            return
        text = (STATIC / file).read_text(encoding="utf-8")
        for target in _IMPORTED.findall(text):
            add((STATIC / file).parent.joinpath(target).resolve().relative_to(STATIC.resolve()).as_posix())
        found.append(file)

    def visit(part: str, above: str = "") -> None:
        if part in LAYERS and part != above:
            for inner in LAYERS[part]:
                visit(inner, part)
        else:
            add(f"js/{part}.js")

    visit(name)
    return found


@cache
def _bundles() -> dict[str, list[str]] | None:
    """The files of each entry; None while the bundles are older than their sources."""
    if not MANIFEST.exists():
        return None
    manifest = json.loads(MANIFEST.read_text(encoding="utf-8"))
    entries: dict[str, list[str]] = manifest["entries"]
    return entries if manifest["sources"] == digest() else None


@cache
def files(name: str) -> tuple[str, ...]:
    """The files under `static/` that a script name stands for, what is imported first."""
    bundles = _bundles()
    if name not in LAYERS and not (SOURCES / f"{name}.js").exists():
        raise UnknownScriptError(f"no script {name!r}")
    if bundles is None:
        return tuple(modules_of(name))
    if name not in bundles:
        raise UnknownScriptError(f"no bundle {name!r}: run python tools/js.py")
    return tuple(f"bundle/{file}" for file in bundles[name])


def script(*names: str) -> Markup:
    """`<script>` elements for layers or modules; each file is named, so that a slow line fetches them side by side."""
    wanted = dict.fromkeys(file for name in names for file in files(name))
    return Markup("\n    ").join(
        Markup('<script type="module" src="{}"></script>').format(escape(asset(file))) for file in wanted
    )
