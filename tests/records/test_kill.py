"""kill -9 at any moment of a stream of writes: what was acknowledged is there, what is sent again is there once."""

import random
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx

from app.accounts.tokens import AccessClaims, sign_access_token
from app.core import clock
from app.core.actor import Role
from app.core.config import Settings
from tests.factories import County
from tests.support.mortal import environment_of
from tests.support.source import ROOT

WRITERS = 4
SERVE = """
import socket, sys, uvicorn
from app.main import create_app
config = uvicorn.Config(create_app(), log_level="critical", access_log=False, ws="none", lifespan="on")
uvicorn.Server(config).run(sockets=[socket.socket(fileno=int(sys.argv[1]))])
"""


@contextmanager
def server(listener: socket.socket, settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """A server process on the listener; the kernel keeps what arrives before it is ready. Always ends by SIGKILL."""
    command = [sys.executable, "-c", SERVE, str(listener.fileno())]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment_of(settings), pass_fds=[listener.fileno()], stdout=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


@dataclass
class Writer:
    """One cadre's phone: writes on and on, each text once, and sends again what was not answered.

    Every other write is the first of a new day (the fast way), the rest mend the oldest day (the plain way).
    """

    person: UUID
    days: list[str]
    written: dict[str, list[str]] = field(default_factory=dict)
    pending: tuple[str, dict[str, Any]] | None = None
    wrong: list[str] = field(default_factory=list)

    @property
    def acknowledged(self) -> int:
        return sum(map(len, self.written.values()))

    def headers(self, settings: Settings) -> dict[str, str]:
        token = sign_access_token(settings, AccessClaims(self.person, "person", 1))
        return {"Authorization": f"Bearer {token}"}

    def write_until_it_dies(self, address: str, settings: Settings) -> None:
        with httpx.Client(base_url=address, headers=self.headers(settings), timeout=60) as client:
            while not self.wrong:
                try:
                    self.write(client)
                except httpx.TransportError:
                    return

    def write(self, client: httpx.Client) -> None:
        if self.pending is None:
            fresh = len(self.written) < len(self.days) and self.acknowledged % 2 == 0
            day = self.days[len(self.written) if fresh else 0]
            item = {"text": f"第{self.acknowledged + 1}次 {uuid4().hex[:6]}"}
            self.pending = day, {"client_id": str(uuid4()), "day_type": "on_post", "items": [item], "submit": True}
        day, body = self.pending
        version = len(self.written.get(day, []))
        answer = client.put(day, json=body, headers={"If-Match": f'"{version}"'} if version else {})
        if answer.status_code not in (200, 201) or answer.json()["version"] != version + 1:
            self.wrong.append(answer.text)
            return
        self.written.setdefault(day, []).append(body["items"][0]["text"])
        self.pending = None


def stream(writers: list[Writer], listener: socket.socket, settings: Settings, chance: random.Random) -> None:
    """Writes from every phone until the server is killed at a random number of answers."""
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    wanted = sum(writer.acknowledged for writer in writers) + chance.randint(10, 60)
    with server(listener, settings) as process:
        threads = [threading.Thread(target=one.write_until_it_dies, args=(address, settings)) for one in writers]
        for thread in threads:
            thread.start()
        while sum(writer.acknowledged for writer in writers) < wanted and not any(one.wrong for one in writers):
            threads[0].join(chance.random() / 50)
        process.send_signal(signal.SIGKILL)
        process.wait()
    listener.close()
    for thread in threads:
        thread.join()


def test_nothing_acknowledged_is_lost_and_nothing_doubled(county: County, settings: Settings, soak: bool) -> None:
    chance = random.Random(None if soak else 20261121)
    programme, town = county.programme(), county.unit("白鹭镇", county.region)
    today = clock.today()
    term = {"start_on": today - timedelta(days=30), "end_on": today + timedelta(days=30)}
    writers = []
    for _ in range(WRITERS):
        cadre = county.person("林晓", Role.CADRE, town)
        posts = [county.secondment(cadre, programme, town, **term) for _ in range(200 if soak else 25)]
        writers.append(Writer(cadre.id, [f"/api/v1/secondments/{post.id}/records/{today}" for post in posts]))
    for _ in range(30 if soak else 2):
        stream(writers, socket.create_server(("127.0.0.1", 0)), settings, chance)
        assert [writer.wrong for writer in writers] == [[]] * WRITERS
    with socket.create_server(("127.0.0.1", 0)) as listener, server(listener, settings):
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        for writer in writers:
            with httpx.Client(base_url=address, headers=writer.headers(settings), timeout=60) as client:
                check(writer, client)


def check(writer: Writer, client: httpx.Client) -> None:
    """Send again what was not answered; then the history is exactly what was written, once, in order."""
    if writer.pending is not None:
        writer.write(client)
    assert writer.wrong == []
    assert len(writer.written) > 3
    for day in writer.days:
        answer = client.get(day)
        if answer.status_code == 404:
            assert day not in writer.written
            continue
        versions = client.get(f"/api/v1/records/{answer.json()['id']}/versions").json()["items"]
        assert [one["content"]["items"][0]["text"] for one in versions] == writer.written[day]
        assert [one["number"] for one in versions] == list(range(1, len(versions) + 1))


def test_the_writer_notices_a_refusal() -> None:
    writer = Writer(uuid4(), ["/x"])
    transport = httpx.MockTransport(lambda _: httpx.Response(409, text="no"))
    with httpx.Client(transport=transport, base_url="http://server") as client:
        writer.write(client)
    assert (writer.wrong, writer.acknowledged) == (["no"], 0)
