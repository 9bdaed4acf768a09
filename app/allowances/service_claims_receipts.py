"""Who opens the photo of a receipt: its cadre, who verifies and pays the claim that shows it, nobody else."""

from uuid import UUID

from app.allowances import repository_claims as repository
from app.allowances.service_claims_views import powers_of
from app.core.work import Work
from app.records.ports import let_read


def lend_receipts() -> None:
    """Let the readers of a claim open its photos; doing it twice is doing it once."""
    let_read(opens_receipt)


def opens_receipt(work: Work, attachment_id: UUID) -> bool:
    """Whether the actor knows of a claim with a leg that shows this photo."""
    claims = repository.claims_of_photo(work.session, attachment_id)
    return any(may.knows for may in powers_of(work, claims).values())
