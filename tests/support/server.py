"""The application on a real port of this machine, for browsers and other programs."""

import gc
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

STOP_SECONDS = 10


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Serve the application until the block ends; gives its address."""
    gc.collect()  # it sets aside all that there is when it starts: let that be no earlier test's garbage
    listener = socket.create_server(("127.0.0.1", 0))
    listener.set_inheritable(True)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="on", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="served")
    thread.start()
    try:
        # The listener queues what comes before the server is ready, so there is nothing to wait for.
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(STOP_SECONDS)
        listener.close()
    assert not thread.is_alive(), "the server did not stop"
