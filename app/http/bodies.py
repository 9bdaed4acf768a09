"""Bodies that an operation reads by itself, because it takes more than the usual or wants the bytes."""

from fastapi import Request

from app.core.errors import DomainError


async def read_body(request: Request, most: int, too_large: type[DomainError]) -> bytes:
    """The whole body; raises `too_large` as soon as it is, or says that it is, longer than `most` bytes."""
    announced = request.headers.get("content-length", "")
    if announced.isascii() and announced.isdigit() and int(announced) > most:
        raise too_large
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise too_large
    return bytes(body)
