"""What browsers are given: vendored files are as recorded; all of it suits the phone baseline and the policy."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from jinja2 import Environment, nodes

from app.core.i18n import translate
from app.http.static_files import asset
from app.http.templating import APP, build_environment
from tools import css, js

ROOT = APP.parent
STATIC = APP / "http/static"
MANIFEST: dict[str, dict[str, str]] = json.loads((STATIC / "vendor/manifest.json").read_text(encoding="utf-8"))
TEMPLATES = sorted(APP.glob("*/templates/**/*.html"))
SCRIPTS = sorted((STATIC / "js").glob("**/*.js"))
STYLES = sorted((APP / "http/styles").glob("*.css"))  # the tokens come first, print last

# Not in Chrome 78 or not in Safari 13.
NEWER_SCRIPT = re.compile(
    r"\?\.[A-Za-z_$\[(]|\?\?|\|\|=|&&=|^\s*#\w+\s*[=(;]|\bstatic\s*\{|\.at\(-|\.replaceAll\(|\bstructuredClone\(",
    re.MULTILINE,
)
NEWER_STYLE = re.compile(
    r":has\(|:is\(|:where\(|\binset:|aspect-ratio|color-mix|@container|@layer|\bclamp\(|\bdvh\b|accent-color|:not\([^()]*,"
    r"|(?<![-\w])(?:row-|column-)?gap:"
)


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("name", sorted(MANIFEST))
def test_a_vendored_file_is_the_recorded_one(name: str) -> None:
    assert hashlib.sha256((ROOT / name).read_bytes()).hexdigest() == MANIFEST[name]["sha256"]


def test_nothing_vendored_is_unrecorded_or_without_its_licence() -> None:
    scripts = [*(STATIC / "vendor").glob("*.js"), *(ROOT / "tests/vendor").glob("*.js")]
    fonts = ROOT / "app/core/printing/fonts"
    assert {relative(path) for path in fonts.iterdir() if path.suffix != ".LICENSE"} <= set(MANIFEST)
    assert "SIL Open Font License" in (fonts / "noto-sans-sc.LICENSE").read_text(encoding="utf-8")
    assert {relative(path) for path in scripts} <= set(MANIFEST)
    for path in scripts:
        licence = path.with_name(path.name.removesuffix(".js").removesuffix(".min") + ".LICENSE")
        candidates = [licence, path.with_name(path.stem + ".LICENSE")]
        assert any(candidate.exists() and candidate.read_text(encoding="utf-8") for candidate in candidates), path


def test_recorded_versions_are_those_of_package_json() -> None:
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    assert {entry["package"]: entry["version"] for entry in MANIFEST.values()}.items() <= wanted.items()


def test_the_served_stylesheets_are_what_their_sources_say() -> None:
    served = {path: path.read_text(encoding="utf-8") for path in (STATIC / "css").iterdir()}
    assert served == css.built()


def test_what_phones_do_without_is_what_names_the_desk() -> None:
    sheet = ".a,.desk .b::before{x: 1}\n@media (p){.side{y: 2}\n}\n@media print{.c:not(.desk){z: 3}\n}\n@page{q: 4}\n"
    assert css.for_phones(sheet) == ".a{x: 1}\n@media print{.c:not(.desk){z: 3}\n}\n@page{q: 4}\n"
    assert css.left_out(sheet) == [".desk .b", ".side"]


def test_the_served_bundles_are_what_their_sources_say() -> None:
    assert js.is_current(), "npm ci && python tools/js.py"
    assert not js.bare(), "pages name scripts by script(...)"


@pytest.mark.parametrize("path", SCRIPTS + sorted(STATIC.glob("[bv]*/*.js")), ids=lambda path: path.name)
def test_scripts_suit_the_phone_baseline(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/|//[^\n]*", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not NEWER_SCRIPT.findall(text)


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_styles_suit_the_phone_baseline(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not NEWER_STYLE.findall(text)


@pytest.mark.parametrize("path", STYLES[1:-1], ids=lambda path: path.name)
def test_colours_are_named_in_one_place(path: Path) -> None:
    """Tints inside data: images cannot name a property; the knob of a switch is white in every theme."""
    free = r'url\("data:[^"]*"\)|/\*.*?\*/|background: #fff;'
    text = re.sub(free, "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.findall(r"#[0-9a-f]{3,8}\b|rgba?\(", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_a_template_needs_nothing_the_policy_refuses(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.findall(r"\sstyle=|\son[a-z]+=|<style|javascript:", text)
    assert all("src=" in tag for tag in re.findall(r"<script\b[^>]*>", text))


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_every_icon_is_in_the_sprite(path: Path) -> None:
    sprite = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text(encoding="utf-8")))
    text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    named = set(re.findall(r"""\bicon(?:\(|=\s*)["']([a-z][\w-]*)["']""", text))
    assert named <= sprite


@pytest.mark.parametrize("path", sorted((APP / "http/templates").glob("**/*.html")), ids=relative)
def test_the_shells_speak_english(path: Path) -> None:
    found = extract_from_file("jinja2.ext:babel_extract", path, keywords={"_": None}, options={"trimmed": "true"})
    assert [text for _, text, *_ in found if isinstance(text, str) and translate(text, "en") == text] == []


def test_every_template_compiles() -> None:
    environment: Environment = build_environment()
    for path in TEMPLATES:
        tree = environment.parse(path.read_text(encoding="utf-8"))
        assert isinstance(tree, nodes.Template)
        environment.compile(tree, filename=str(path))


def test_the_manifest_of_the_phone_page_names_files_that_are_there() -> None:
    manifest = json.loads((STATIC / "manifest.webmanifest").read_text(encoding="utf-8"))
    assert manifest["start_url"] == "/today"
    assert all((STATIC / icon["src"]).is_file() for icon in manifest["icons"])
    assert asset("manifest.webmanifest").startswith("/static/")
