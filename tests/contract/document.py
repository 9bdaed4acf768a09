"""Reading the OpenAPI document: its operations, references followed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.core.config import Settings
from app.main import create_app

Json = dict[str, Any]
METHODS = frozenset({"get", "put", "post", "patch", "delete"})


@dataclass(frozen=True)
class Operation:
    """One operation of the document."""

    method: str
    path: str
    told: Json

    @property
    def label(self) -> str:
        """`POST /api/v1/records/{record_id}/approve`."""
        return f"{self.method.upper()} {self.path}"


def read_document() -> Json:
    """The document of an application that never meets its database."""
    settings = Settings(
        _env_file=None,
        database_url="sqlite:///never-opened.db",
        scheduler="off",
        secret_key="a secret of the document, long enough",
        data_key="a data key of the document, long enough",
    )
    app = create_app(settings)
    app.state.authority.close()
    app.state.database.dispose()
    document: Json = app.openapi()
    return document


def operations(document: Json) -> Iterator[Operation]:
    """Every operation, in the order of the document."""
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            if method in METHODS:
                yield Operation(method, path, told)


def resolved(document: Json, part: Json) -> Json:
    """What a part stands for when it is a reference."""
    while "$ref" in part:
        target: Any = document
        for step in part["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        part = target
    return part
