"""The scheduled jobs on their page and over the API: who leads, what each did, what is due next."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from fastapi import FastAPI

from app.accounts.models import Person
from app.core import clock
from app.core.actor import Role
from app.core.db import Database
from app.core.i18n import translate
from app.core.job_runs import run_slot
from app.core.jobs import Job
from app.core.lease import Leadership
from app.operations.cron_words import cron_words
from app.scheduler import JOBS
from tests.factories import Api, County

NOW = datetime(2026, 4, 7, 9, 0, 20, tzinfo=UTC)
SLOT = datetime(2026, 4, 7, 9, 0, tzinfo=UTC)


def fail(*_: object) -> str:
    raise ValueError("张三的手机号")


def stop(*_: object) -> str:
    raise SystemExit


GOOD = Job("good", "清理 30 天以前的任务记录。", {"hour": 17}, lambda *_: "days=3")
BAD = Job("bad", "清理 30 天以前的任务记录。", {"minute": "*"}, fail)
LATE = Job("late", "清理 30 天以前的任务记录。", {"hour": 9}, lambda *_: "", sense=timedelta(hours=1))
LONG = Job("long", "清理 30 天以前的任务记录。", {"minute": "*/5"}, carry=stop)
NEVER = Job("never", "清理 30 天以前的任务记录。", {"day": 1, "hour": 3}, lambda *_: "")


@pytest.fixture
def sysadmin(county: County) -> Person:
    return county.person("系统管理员", Role.SYSADMIN)


@pytest.fixture
def leader(app: FastAPI, database: Database) -> Leadership:
    """Five jobs, of which one never ran; the last still runs."""
    app.state.jobs = (GOOD, BAD, LATE, LONG, NEVER)
    leadership = Leadership(database)
    leadership.tick()
    with time_machine.travel(NOW, tick=False):
        for job, slot in (
            (GOOD, SLOT - timedelta(days=3)),
            (GOOD, SLOT),
            (BAD, SLOT),
            (LATE, SLOT - timedelta(hours=8)),
        ):
            run_slot(database, job, slot, leadership.fence)
        with pytest.raises(SystemExit):
            run_slot(database, LONG, SLOT, leadership.fence)
    return leadership


def test_the_leader_and_every_job_are_told(api: Api, sysadmin: Person, leader: Leadership) -> None:
    with time_machine.travel(NOW, tick=False):
        body = api.as_(sysadmin).get("/api/v1/jobs").json()
    assert body["leader"] == {"holder": leader.holder, "epoch": 1, "leads": True}
    good, bad, late, long, never = body["items"]
    assert (good["due"], good["last"]["outcome"], good["last"]["missed"]) == ("每天 17:00", "done", 2)
    assert good["next_at"] == "2026-04-08T17:00:00+08:00"
    assert good["last_done_at"] == NOW.isoformat().replace("+00:00", "Z")
    assert (bad["failed"], bad["last"]["words"]) == (1, "出错：ValueError")
    assert (late["dropped"], late["sense_minutes"], late["last"]["outcome"]) == (1, 60, "dropped")
    assert late["last"]["words"] == "晚了 480 分钟，超过 60 分钟就没有意义，没有执行。"
    assert (long["last"]["outcome"], long["last"]["is_left"]) == ("running", False)
    assert (never["last"], never["due"]) == (None, "每月 1 日 03:00")


def test_a_run_whose_leader_is_gone_is_shown_as_left(api: Api, sysadmin: Person, leader: Leadership) -> None:
    leader.release()
    last = api.as_(sysadmin).get("/api/v1/jobs/long").json()["last"]
    assert (last["is_left"], last["words"]) == (True, "执行的进程不在了，等下一任调度接手。")


def test_the_history_of_a_job_is_paged(api: Api, sysadmin: Person, leader: Leadership) -> None:
    client = api.as_(sysadmin)
    first = client.get("/api/v1/jobs/good/runs", params={"limit": 1}).json()
    second = client.get("/api/v1/jobs/good/runs", params={"limit": 1, "cursor": first["next_cursor"]}).json()
    assert [run["slot_at"] for run in first["items"] + second["items"]] == [
        "2026-04-07T09:00:00Z",
        "2026-04-04T09:00:00Z",
    ]
    assert second["next_cursor"] is None
    assert client.get("/api/v1/jobs/good/runs", params={"cursor": "x"}).json()["code"] == "invalid"


@pytest.mark.parametrize("path", ["", "/good", "/good/runs"])
def test_only_those_who_run_the_service_look_at_jobs(api: Api, county: County, leader: Leadership, path: str) -> None:
    cadre, orgadmin = county.person("干部", Role.CADRE), county.person("组织部", Role.ORGADMIN)
    address = f"/api/v1/jobs{path}"
    assert api.anonymous.get(address).status_code == 401
    assert api.as_(cadre).get(address).status_code == 403
    assert api.as_(orgadmin).get(address).status_code == 200


@pytest.mark.parametrize("path", ["/api/v1/jobs/nothing", "/api/v1/jobs/nothing/runs", "/jobs/nothing"])
def test_a_job_that_there_is_not_is_not_found(api: Api, sysadmin: Person, path: str) -> None:
    assert api.as_(sysadmin).get(path).status_code == 404


def test_the_pages_say_it_in_words(api: Api, sysadmin: Person, leader: Leadership) -> None:
    client = api.as_(sysadmin)
    with time_machine.travel(NOW, tick=False):
        page = client.get("/jobs").text
        history = client.get("/jobs/good").text
    for words in (
        leader.holder,
        "每 5 分钟",
        "正在执行",
        "过时未做",
        "代替错过的 2 个时点",
        "一天内失败 1 次",
        'href="/jobs/good"',
    ):
        assert words in page
    assert "张三" not in page
    for words in ("days=3", "4月4日", "第 1 任"):
        assert words in history


SAY: dict[str, Callable[..., str]] = {
    "zh_CN": lambda text, params: translate(text, "zh_CN", **params),
    "en": lambda text, params: translate(text, "en", **params),
}


@pytest.mark.parametrize(
    ("cron", "chinese", "english"),
    [
        ({"minute": "*"}, "每分钟", "Every minute"),
        ({"minute": "*/5"}, "每 5 分钟", "Every 5 minutes"),
        ({"minute": 20}, "每小时的第 20 分", "Each hour at minute 20"),
        ({"hour": 3, "minute": 30}, "每天 03:30", "Every day 03:30"),
        ({"day_of_week": "mon-fri", "hour": 9, "minute": 10}, "周一至周五 09:10", "Monday to Friday 09:10"),
        ({"day_of_week": "mon", "hour": 9}, "每周一 09:00", "Mondays 09:00"),
        ({"hour": "9-17", "minute": 0}, "每天 09:00 至 17:00 每小时", "Every day hourly from 09:00 to 17:00"),
        ({"day": 1, "hour": 3}, "每月 1 日 03:00", "On day 1 of each month 03:00"),
        ({"second": "*/10"}, "second=*/10", "second=*/10"),
    ],
)
def test_cron_times_in_words(cron: dict[str, str | int], chinese: str, english: str) -> None:
    assert (cron_words(cron, SAY["zh_CN"]), cron_words(cron, SAY["en"])) == (chinese, english)


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_every_job_of_ours_says_in_words_when_it_is_due(job: Job) -> None:
    assert "=" not in cron_words(job.cron, SAY["zh_CN"])
    following = job.next_slot(clock.now())
    assert following is not None
    assert following > clock.now()
