"""The limit of the framework: FastAPI with raw asyncpg, two inserts in one transaction, the token's word taken."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

import asyncpg
import orjson
from fastapi import Depends, FastAPI, Header, Response
from jose import JWTError, jwt
from pydantic import BaseModel, Field

URL, SECRET = os.environ["PEER_DATABASE_URL"], os.environ["PEER_SECRET"]
CONNECTIONS = 16
COLUMNS = "cadre_id, work_date, category, hours, place, content, problems, plan, status, allowance_cents, created_at"
INSERT = f"INSERT INTO work_record ({COLUMNS}) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11) RETURNING id"  # noqa: S608
AUDIT = "INSERT INTO audit_log (actor_id, action, entity, entity_id, at, detail) VALUES ($1,$2,$3,$4,$5,$6)"
MINE = f"SELECT id, {COLUMNS} FROM work_record WHERE cadre_id = $1 ORDER BY work_date DESC LIMIT 30"  # noqa: S608


class Day(BaseModel):
    """One day's record."""

    work_date: date
    category: Literal["patrol", "meeting", "visit", "mediation", "office"]
    hours: float = Field(ge=0, le=24)
    place: str = Field(min_length=1, max_length=100)
    content: str = Field(min_length=1, max_length=4000)
    problems: str = Field(default="", max_length=2000)
    plan: str = Field(default="", max_length=2000)


@asynccontextmanager
async def pool(running: FastAPI) -> AsyncIterator[None]:
    """The connections, as long as the server runs."""
    running.state.pool = await asyncpg.create_pool(URL, min_size=CONNECTIONS, max_size=CONNECTIONS)
    yield
    await running.state.pool.close()


app = FastAPI(lifespan=pool)


async def caller(authorization: Annotated[str, Header()] = "") -> int:
    """The number in the token."""
    try:
        return int(jwt.decode(authorization.removeprefix("Bearer "), SECRET, algorithms=["HS256"])["sub"])
    except JWTError:
        return 0


Caller = Annotated[int, Depends(caller)]


def answer(content: Any, status_code: int = 200) -> Response:
    """JSON in one pass."""
    return Response(orjson.dumps(content), status_code, media_type="application/json")


@app.get("/health")
async def health() -> dict[str, bool]:
    """Whether it runs."""
    return {"ok": True}


@app.post("/records")
async def create(body: Day, cadre: Caller) -> Response:
    """A new record and its audit row."""
    at, cents, given = datetime.now(UTC), int(body.hours * 1500), body.__dict__  # noqa: TID251 - no product code
    if not cadre:
        return answer({}, 401)
    try:
        async with app.state.pool.acquire() as connection, connection.transaction():
            number = await connection.fetchval(INSERT, cadre, *given.values(), "submitted", cents, at)
            await connection.execute(AUDIT, cadre, "create", "work_record", number, at, "")
    except asyncpg.UniqueViolationError:
        return answer({}, 409)
    shown = {"id": number, "cadre_id": cadre, "status": "submitted", "allowance_cents": cents, "created_at": at}
    return answer(given | shown, 201)


@app.get("/records/mine")
async def mine(cadre: Caller) -> Response:
    """The caller's newest thirty."""
    async with app.state.pool.acquire() as connection:
        rows = await connection.fetch(MINE, cadre)
    return answer([dict(row) for row in rows])
