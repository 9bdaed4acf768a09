"""A process that is killed in the middle of calculating or closing leaves the month as it was before."""

import signal
import subprocess
import sys
from typing import Any

from sqlalchemy import text

from app.accounts.models import Person
from tests.allowances.conftest import Scene
from tests.support.source import ROOT

MARCH, APRIL = "2026-03", "2026-04"
NOW = "2026-10-08T04:00:00+00:00"
TABLES = (
    "allowance_runs",
    "allowance_rows",
    "allowance_lines",
    "allowance_adjustments",
    "allowance_adjustment_lines",
    "allowance_changes",
    "allowance_debts",
    "allowance_debt_entries",
    "payments",
    "months_left_out",
    "month_locks",
    "audit_events",
)


def content(scene: Scene) -> dict[str, list[str]]:
    """Everything that a step writes, row by row."""
    with scene.county.database.session(write=False) as session:
        return {
            table: sorted(str(row) for row in session.connection().execute(text(f"SELECT * FROM {table}")))  # noqa: S608
            for table in TABLES
        }


def killed(scene: Scene, verb: str, person: Person, where: str) -> None:
    """Another process takes the step and is killed where it hangs."""
    url = scene.county.database.engine.url.render_as_string(hide_password=False)
    wanted = [url, verb, str(person.id), str(scene.programme.id), APRIL, NOW, where]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.allowances.killed", *wanted],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
    finally:
        process.send_signal(signal.SIGKILL)
        _, errors = process.communicate()
    assert said == "here\n", errors


def adjusted(scene: Scene) -> None:
    """March closed and then corrected beyond what April pays, which is calculated already."""
    scene.rate(30_00)
    scene.confirm(MARCH)
    scene.settle(MARCH)
    body: dict[str, Any] = {"on": "2026-03-20", "amount_fen": -700_00, "reason": "核对后扣回"}
    url = "/api/v1/allowances/adjustments"
    entered = scene.api.as_(scene.finance).post(url, json=body | {"secondment_id": str(scene.secondment.id)}).json()
    scene.api.as_(scene.finance2).post(f"{url}/{entered['id']}/approve", json={"version": 1})
    scene.correct("2026-03-12", "absent")
    scene.confirm(APRIL)
    assert scene.step("calculate", APRIL).status_code == 200


def test_killed_in_the_middle_of_calculating(scene: Scene) -> None:
    adjusted(scene)
    scene.correct("2026-03-13", "absent")
    scene.correct("2026-04-13", "absent")
    before = content(scene)
    killed(scene, "calculate", scene.finance, "insert into allowance_adjustment_lines")
    assert content(scene) == before
    assert scene.row(APRIL)["carried_fen"] == 100_00
    scene.settle(APRIL)
    assert scene.row(APRIL)["carried_fen"] == 160_00


def test_killed_in_the_middle_of_closing(scene: Scene) -> None:
    paid = scene.colleague("沈书宁")
    adjusted(scene)
    assert scene.step("approve", APRIL, scene.finance2).status_code == 200
    before = content(scene)
    killed(scene, "close", scene.finance, "commit")
    assert content(scene) == before
    assert scene.month(APRIL)["runs"][0]["state"] == "approved"
    assert scene.step("close", APRIL).status_code == 200
    assert scene.row(APRIL, paid)["total_fen"] == 630_00
    (debt,) = scene.api.as_(scene.finance).get("/api/v1/allowances/debts").json()["items"]
    assert (debt["balance_fen"], len(debt["entries"])) == (100_00, 1)
