"""Who is signed in, with their secondments."""

from datetime import date
from uuid import UUID

from app.accounts.schemas_auth import MyAccount
from app.core.schema import View
from app.secondments.models import SecondmentStatus


class MySecondment(View):
    """One of the person's own secondments."""

    id: UUID
    post_title: str
    start_on: date
    end_on: date
    status: SecondmentStatus


class Me(MyAccount):
    """The account with the roles held today, and the person's own secondments, the current one first."""

    secondments: list[MySecondment]
