"""Every router of every domain, in the order of the layers."""

from fastapi import APIRouter

from app.spot_checks import api as spot_checks_api

ROUTERS: tuple[APIRouter, ...] = (spot_checks_api.router,)
