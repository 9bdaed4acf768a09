"""`/sw.js`: the pages' own modules as one classic script, asked for anew at each start."""

import re

from app.http import worker
from app.http.static_files import ROOT
from tests.factories import Api


def test_every_module_of_the_worker_stands_after_what_it_imports() -> None:
    seen: list[str] = []
    for name in worker.MODULES:
        source = (ROOT / "js" / f"{name}.js").read_text(encoding="utf-8")
        assert set(re.findall(r'from "\./(\w+)\.js"', source)) <= set(seen), name
        seen.append(name)
    assert not re.search(r"^(import|export)\b", worker.script(), re.MULTILINE)


def test_the_worker_is_asked_for_anew_and_may_serve_the_whole_site(api: Api) -> None:
    answer = api.anonymous.get("/sw.js")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["service-worker-allowed"] == "/"
    assert "default-src 'self'" in answer.headers["content-security-policy"]
