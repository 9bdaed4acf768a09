"""Take a screenshot: `python tools/shot.py URL OUT.png --size 360x740 --login cadre:jishi-demo-2026`.

Signs in as a person would when `--login` is given, prints what the page logged, and fails on a script error of
the page. The whole page is taken with `--full`.
"""

import argparse
import sys
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import BrowserContext, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.chromium import ARGUMENTS, ensure

LANGUAGES = {"zh": "zh-CN", "en": "en"}


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("out", type=Path)
    parser.add_argument("--size", default="360x740", help="width x height in CSS pixels (desk: 1440x900)")
    parser.add_argument("--scale", type=float, default=2, help="device pixels a CSS pixel")
    parser.add_argument("--lang", choices=sorted(LANGUAGES), default="zh")
    parser.add_argument("--dark", action="store_true", help="prefers-color-scheme: dark")
    parser.add_argument("--full", action="store_true", help="the whole page, not the first screen")
    parser.add_argument("--touch", action="store_true", help="a touch screen, as phones have")
    parser.add_argument("--login", metavar="NAME:PASSWORD", help="sign in first")
    parser.add_argument("--cookie", metavar="NAME=VALUE", action="append", default=[])
    parser.add_argument("--click", metavar="SELECTOR", action="append", default=[], help="then click, in order")
    parser.add_argument("--wait", metavar="MILLISECONDS", type=int, default=0)
    return parser.parse_args(arguments)


def sign_in(page: Page, url: str, login: str) -> None:
    """Fill in the sign-in form: the first text field, the password field, the form's own button."""
    name, _, password = login.partition(":")
    page.goto(urljoin(url, "/sign-in"))
    field = page.locator("input[type=password]").first
    form = field.locator("xpath=ancestor::form")
    form.locator("input[type=text], input:not([type])").first.fill(name)
    field.fill(password)
    with page.expect_navigation():
        form.locator("button[type=submit], button:not([type])").first.click()
    if page.locator("input[type=password]").count():
        raise SystemExit(f"{name} could not sign in: {page.inner_text('body')[:300]}")


def prepare(context: BrowserContext, options: argparse.Namespace) -> None:
    pairs = (cookie.partition("=") for cookie in options.cookie)
    context.add_cookies([{"name": name, "value": value, "url": options.url} for name, _, value in pairs])


def main(arguments: list[str]) -> int:
    options = parse(arguments)
    width, height = (int(side) for side in options.size.split("x"))
    chromium = ensure()
    failures: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.path, args=ARGUMENTS, env={**chromium.environment}
        )
        context = browser.new_context(
            viewport={"width": width, "height": height},
            device_scale_factor=options.scale,
            locale=LANGUAGES[options.lang],
            timezone_id="Asia/Shanghai",
            color_scheme="dark" if options.dark else "light",
            has_touch=options.touch,
        )
        prepare(context, options)
        page = context.new_page()
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.on("console", lambda message: print(f"{message.type}: {message.text}"))
        if options.login:
            sign_in(page, options.url, options.login)
        page.goto(options.url, wait_until="networkidle")
        for selector in options.click:
            page.locator(selector).first.click()
        page.wait_for_timeout(options.wait)
        page.screenshot(path=options.out, full_page=options.full)
        browser.close()
    print(f"{page.url} -> {options.out}")
    for failure in failures:
        print(f"script error: {failure}", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
