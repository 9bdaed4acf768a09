"""Random schedules: nothing is lost that was shown as kept, nothing is doubled, nobody sees another's."""

import os
from pathlib import Path

from app.http.static_files import asset
from tests.browser.conftest import Post

SCHEDULES = 10_000 if os.environ.get("JISHI_TEST_SOAK") == "1" else 200
BATCH = 20
DRIVER = Path(__file__).with_name("schedules.js").read_text(encoding="utf-8")
RUN = """async ([first, count, root]) => {
  let found = [];
  for (let seed = first; seed < first + count; seed += 1) found = found.concat(await window.runSchedule(seed, root));
  return found;
}"""


def test_random_schedules_lose_nothing_and_double_nothing(post: Post) -> None:
    page = post.open_page("phone", base_url=post.address, bypass_csp=True)
    page.goto("/offline")
    page.add_script_tag(content=DRIVER)
    root = asset("js/")
    found = [broken for first in range(1, SCHEDULES, BATCH) for broken in page.evaluate(RUN, [first, BATCH, root])]
    assert found == []
