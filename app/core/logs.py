"""Logs: one JSON line an event off a terminal, readable on one; never personal text."""

import logging
import sys
import traceback
from types import TracebackType

import structlog
from structlog.types import EventDict, WrappedLogger

_INNERMOST = 24
"""Places of a fault that are named, the innermost last."""


def without_words(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """An exception as its kind and the places it passed: its message and its variables may quote what people wrote."""
    given = event.pop("exc_info", None)
    event.pop("exc_text", None)
    found = sys.exc_info() if given is True else given
    error = found if isinstance(found, BaseException) else found[1] if isinstance(found, tuple) else None
    if error is not None:
        event["kind"] = type(error).__name__
        event["places"] = _places(error.__traceback__)
    return event


def _places(trace: TracebackType | None) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)[-_INNERMOST:]]


def configure_logging(level: str = "INFO") -> None:
    """Route structlog and the standard library through one renderer on standard error."""
    renderer: structlog.types.Processor = (
        structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else structlog.processors.JSONRenderer()
    )
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_words,
    ]
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processor=renderer, foreign_pre_chain=shared))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
