"""Who opens the photo of a receipt: its cadre, who verifies and pays the claim that shows it, nobody else."""

from uuid import UUID

from app.allowances import repository_claims as repository
from app.allowances.service_claims import open_claim
from app.core.errors import NotFound
from app.core.work import Work
from app.records.ports import let_read


def lend_receipts() -> None:
    """Let the readers of a claim open its photos; doing it twice is doing it once."""
    let_read(opens_receipt)


def opens_receipt(work: Work, attachment_id: UUID) -> bool:
    """Whether the actor knows of a claim with a leg that shows this photo."""
    return any(_knows(work, claim_id) for claim_id in repository.claims_of_photo(work.session, attachment_id))


def _knows(work: Work, claim_id: UUID) -> bool:
    try:
        open_claim(work, claim_id)
    except NotFound:
        return False
    return True
