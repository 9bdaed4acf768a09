"""The pages 登录设备 and 两步验证: only to read; what they change goes through the API."""

from fastapi import Request, Response

from app.accounts import service_devices, service_factor
from app.http.deps import ReadWork
from app.http.routing import page_router
from app.http.shells import is_desk
from app.http.templating import page

router = page_router()


@router.get("/me/devices")
def show_devices(request: Request, work: ReadWork) -> Response:
    """登录设备: where one is signed in, and ending what should not be."""
    devices = service_devices.list_devices(work).items
    return page(request, work, "accounts/devices.html", devices=devices, desk=is_desk(request, work.actor))


@router.get("/me/second-factor")
def show_second_factor(request: Request, work: ReadWork) -> Response:
    """两步验证: turning it on and off, and the recovery codes."""
    factor = service_factor.describe_factor(work)
    return page(request, work, "accounts/second_factor.html", factor=factor, desk=is_desk(request, work.actor))
