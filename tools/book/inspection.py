"""Looking without taking pictures: axe in every mode, no page wider than any window, all of it by keyboard."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path

from playwright.sync_api import BrowserContext, Page

from tools.book import keyboard
from tools.book.shot import SIZES, Shot
from tools.book.studio import Studio

AXE = Path(__file__).resolve().parents[2] / "tests" / "vendor" / "axe.min.js"
RUN_AXE = """axe.run(document, {resultTypes: ["violations"]})
  .then(found => found.violations.map(one => `${one.id} ${one.nodes[0].html.slice(0, 200)}`))"""
CARE = "care => document.documentElement.toggleAttribute('data-care', care)"
WIDTHS = (320, 360, 430, 768, 1024, 1280, 1440)
LANGUAGES = ("zh-CN", "en")


@dataclass
class Inspection:
    """What is looked for, and how many pages were looked at in how many ways."""

    studio: Studio
    axe: bool
    widths: bool
    keys: bool = False
    every_mode: bool = False
    pages: int = 0
    looks: int = 0
    said: int = 0
    ways: dict[tuple[str, ...], str] = field(default_factory=dict)

    def run(self, shots: Sequence[Shot]) -> None:
        """Each page in both languages, text sizes and colours; with `every_mode` in both windows too."""
        usual = [shot for shot in shots if not shot.mode]
        calm, alone = ([shot for shot in usual if shot.alone is last] for last in (False, True))
        pages = list(dict.fromkeys(self._in_both_windows(calm))) + alone if self.every_mode else calm
        self.pages = len(pages)
        for (_, size, lang), some in groupby(self._in_turn(pages), lambda one: (one.who, one.size, one.lang)):
            seen = list(some)
            print(f"{seen[0].who or 'anyone'}, {size}, {lang}: {len(seen)} pages", flush=True)
            with self._windows() as window:
                for shot in seen:
                    self._look(shot, window(shot))

    def _in_both_windows(self, shots: Sequence[Shot]) -> Iterator[Shot]:
        """What is done on a page first is done in its own window alone."""
        for shot in shots:
            sizes = (shot.size,) if shot.then or shot.agent else SIZES
            yield from (replace(shot, size=size) for size in sizes)

    def _in_turn(self, pages: Sequence[Shot]) -> list[Shot]:
        """By reader, window and language; what changes the county comes last."""
        every = [
            replace(shot, lang=lang) for lang in LANGUAGES for shot in pages if lang in shot.lang or not shot.alone
        ]
        once = [shot for shot in every if not shot.alone or shot.lang == LANGUAGES[0]]
        return sorted(once, key=lambda shot: (shot.alone, shot.who, shot.size, shot.lang))

    @contextmanager
    def _windows(self) -> Iterator[Callable[[Shot], BrowserContext]]:
        """One window for pages that are only looked at, so that they load once what they share."""
        opened: list[BrowserContext] = []
        shared: list[BrowserContext] = []

        def window(shot: Shot) -> BrowserContext:
            own = bool(shot.then or shot.agent)
            if own or not shared:
                opened.append(self.studio.window(shot))
                shared.extend([] if own else opened[-1:])
            return opened[-1] if own else shared[0]

        try:
            yield window
        finally:
            for context in opened:
                context.close()

    def _look(self, shot: Shot, context: BrowserContext) -> None:
        try:
            page = self.studio.open(context, self._found(shot))
            if self.axe:
                page.evaluate(AXE.read_text(encoding="utf-8"))
            if self.keys:
                found = [*keyboard.walk(page), *keyboard.dialogs(page)]
                self.studio.faults += [f"{shot.name}: {fault}" for fault in found]
            for care in (False, True) if self.axe or self.widths else ():
                page.evaluate(CARE, care)
                self._both(page, replace(shot, care=care))
            page.close()
        except Exception as error:  # noqa: BLE001 - the other pages are still looked at
            self.studio.faults.append(f"{shot.name}: {error}")
        for fault in self.studio.faults[self.said :]:
            print(f"  {fault}", flush=True)
        self.said = len(self.studio.faults)

    def _found(self, shot: Shot) -> Shot:
        """The shot with its way followed, which is done once."""
        key = (shot.who, shot.route, *shot.way)
        if key not in self.ways:
            self.ways[key] = self.studio.address(shot)
        return replace(shot, way=(self.ways[key],))

    def _both(self, page: Page, shot: Shot) -> None:
        if self.axe:
            self._axe(page, shot)
        if self.widths:
            self._widths(page, shot)

    def _axe(self, page: Page, shot: Shot) -> None:
        for dark in (False, True):
            page.emulate_media(color_scheme="dark" if dark else "light")
            seen = replace(shot, dark=dark)
            self.looks += 1
            self.studio.faults += [f"{seen.name}: axe {violation}" for violation in page.evaluate(RUN_AXE)]

    def _widths(self, page: Page, shot: Shot) -> None:
        usual = SIZES[shot.size]
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": usual.height})
            self.studio.check(page, shot, f" at {width}")
        page.set_viewport_size({"width": usual.width, "height": usual.height})
