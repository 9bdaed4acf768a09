"""A cadre in a township and those who may visit; it is 10 July 2026 in every test of spot checks."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from app.accounts.models import Person, Unit
from app.core.actor import Role
from app.secondments.models import Secondment
from tests.factories import Api, County

NOW = datetime(2026, 7, 10, 3, 0, tzinfo=UTC)


@dataclass
class Scene:
    """A cadre in a township with a supervisor, a leader, a colleague unit and the county's offices."""

    county: County
    township: Unit
    cadre: Person
    supervisor: Person
    leader: Person
    orgadmin: Person
    secondment: Secondment


@pytest.fixture
def scene(county: County) -> Scene:
    township = county.unit("白鹭镇", county.region)
    cadre = county.person("何景行", Role.CADRE, township)
    supervisor = county.person("周敏", Role.SUPERVISOR, township)
    leader = county.person("何靖川")
    secondment = county.secondment(cadre, county.programme(), township)
    county.group(leader, secondment)
    return Scene(
        county, township, cadre, supervisor, leader, county.person("顾文澍", Role.ORGADMIN, county.region), secondment
    )


@pytest.fixture(autouse=True)
def _july() -> Any:
    with time_machine.travel(NOW, tick=True):
        yield


def body_of(scene: Scene, **changes: Any) -> dict[str, Any]:
    return {
        "secondment_id": str(scene.secondment.id),
        "visited_at": "2026-07-10T10:00:00+08:00",
        "place": "柳湾村",
        "note": "在冷链仓库工地见到本人，正与施工方核对防水进度。",
    } | changes


def write(api: Api, person: Person, scene: Scene, **changes: Any) -> Any:
    return api.as_(person).post("/api/v1/spot-checks", json=body_of(scene, **changes))
