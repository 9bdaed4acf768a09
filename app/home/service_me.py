"""Who is signed in, put together from accounts and secondments."""

from app.accounts import service as accounts
from app.core.work import Work
from app.home.schemas import Me, MySecondment
from app.secondments.service_cards import my_secondments


def describe_me(work: Work) -> Me:
    """The account, the roles held today, and the person's own secondments; Forbidden for programs."""
    own = [
        MySecondment(
            id=card.id,
            post_title=card.secondment.post_title,
            start_on=card.secondment.start_on,
            end_on=card.secondment.end_on,
            status=card.secondment.status,
        )
        for card in my_secondments(work)
    ]
    return Me(**accounts.describe_me(work).model_dump(), secondments=own)
