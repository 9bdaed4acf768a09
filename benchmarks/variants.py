"""What is compared: for each variant its server, a request that writes a new record, and one that reads 30."""

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from jose import jwt
from pydantic import SecretStr

from app.accounts.tokens import AccessClaims, sign_access_token
from app.core.config import Settings
from benchmarks.county import County
from benchmarks.load import raw_request
from benchmarks.texts import CONTENT, DIFFICULTY, OUTCOME, PLACE

ROOT = Path(__file__).resolve().parent.parent
SECRET = "a secret for measuring, thirty-two bytes and more"  # noqa: S105 - of throw-away servers
UVICORN = ["--no-access-log", "--log-level", "warning", "--loop", "uvloop", "--http", "httptools"]
Slot = tuple[int, date]
"""A cadre by number and a day without a record."""


class Variant(Protocol):
    """One server under measure."""

    name: str
    url: str
    health: str
    uses_postgresql: bool

    def command(self, port: int) -> list[str]: ...

    def environment(self) -> Mapping[str, str]: ...

    def writes(self, slots: list[Slot]) -> Iterator[bytes]: ...

    def reads(self, cadres: int) -> Iterator[bytes]: ...


@dataclass(frozen=True, slots=True)
class Peer:
    """FastAPI with raw asyncpg, or Django REST Framework."""

    name: str
    url: str
    django: bool = False
    health: str = "/health"
    uses_postgresql: bool = True

    def command(self, port: int) -> list[str]:
        """One worker process, sixteen requests at once."""
        if self.django:
            gunicorn = ["gunicorn", "-b", f"127.0.0.1:{port}", "-w", "1", "--threads", "16", "--log-level", "warning"]
            return [sys.executable, "-m", *gunicorn, "benchmarks.peers.drf:application"]
        return [sys.executable, "-m", "uvicorn", "--port", str(port), *UVICORN, "benchmarks.peers.raw:app"]

    def environment(self) -> Mapping[str, str]:
        """Where the tables are."""
        return {"PEER_DATABASE_URL": self.url, "PEER_SECRET": SECRET}

    def _token(self, cadre: int) -> str:
        return str(jwt.encode({"sub": str(cadre + 1), "exp": 4_000_000_000}, SECRET, "HS256"))

    def writes(self, slots: list[Slot]) -> Iterator[bytes]:
        """A new record for each cadre and day."""
        for cadre, on in slots:
            body = {
                "work_date": on.isoformat(),
                "category": "visit",
                "hours": 7.5,
                "place": PLACE,
                "content": CONTENT,
                "problems": DIFFICULTY,
                "plan": OUTCOME,
            }
            yield raw_request("POST", "/records", self._token(cadre), body)

    def reads(self, cadres: int) -> Iterator[bytes]:
        """Everybody's newest thirty."""
        return (raw_request("GET", "/records/mine", self._token(cadre)) for cadre in range(cadres))


@dataclass(frozen=True, slots=True)
class Jishi:
    """The service as `python -m app serve` starts it: one process."""

    name: str
    url: str
    county: County
    uses_postgresql: bool
    health: str = "/healthz"
    settings: Settings = field(default_factory=lambda: Settings(secret_key=SecretStr(SECRET)))

    def command(self, port: int) -> list[str]:
        """Its own start, requests logged as always."""
        return [sys.executable, "-m", "app", "serve", "--host", "127.0.0.1", "--port", str(port)]

    def environment(self) -> Mapping[str, str]:
        """No scheduler: its jobs would come in between."""
        own = {"DATABASE_URL": self.url, "SECRET_KEY": SECRET, "SCHEDULER": "off"}
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        return {f"JISHI_{name}": value for name, value in own.items()} | {"PYTHONPATH": path}

    def _token(self, cadre: int) -> str:
        return sign_access_token(self.settings, AccessClaims(self.county.cadres[cadre], "person", 1))

    def writes(self, slots: list[Slot]) -> Iterator[bytes]:
        """A new record for each cadre and day."""
        for cadre, on in slots:
            path = f"/api/v1/secondments/{self.county.secondments[cadre]}/records/{on}"
            body = {
                "client_id": str(uuid4()),
                "day_type": "on_post",
                "submit": True,
                "difficulty": DIFFICULTY,
                "items": [{"text": CONTENT, "place": PLACE, "outcome": OUTCOME}],
            }
            yield raw_request("PUT", path, self._token(cadre), body)

    def reads(self, cadres: int) -> Iterator[bytes]:
        """Everybody's newest thirty."""
        path = "/api/v1/records?cadre_id=me&limit=30"
        return (raw_request("GET", path, self._token(cadre)) for cadre in range(cadres))
