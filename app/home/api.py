"""`/api/v1/me`."""

from app.home.schemas import Me
from app.home.service_me import describe_me
from app.http.deps import ReadWork
from app.http.routing import api_router

router = api_router("me")


@router.get("/me")
def get_me(work: ReadWork) -> Me:
    """Who is signed in: roles held today and own secondments."""
    return describe_me(work)
