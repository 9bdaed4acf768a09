"""Every router of every domain, and who gives the shells their navigation."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter

from app.core.work import Work

ROUTERS: tuple[APIRouter, ...] = ()


def navigation(work: Work, path: str, locale: str) -> Mapping[str, Any]:
    """Menu, tabs and the person for the shells."""
    return {}
