"""The rows of transfers and of everybody still to be confirmed."""

from datetime import date

from sqlalchemy import update

from app.core.db import metadata
from app.secondments.models import Posting
from tests.permissions.matrix import EVERYBODY, LIST, STEP, Rule, about_own, who
from tests.permissions.scene import Scene

POSTING_ROWS: dict[str, Rule] = {
    "POST /secondments/{secondment_id}/transfer": about_own(
        who("orgadmin"), body=STEP | {"from_on": "2026-12-15", "post_title": "党组成员（挂职）"}
    ),
    "POST /secondments/{secondment_id}/transfer/withdraw": about_own(who("orgadmin"), body=STEP, success=(409,)),
    "GET /attendance/pending": LIST,
}
POSTING_PAGES: dict[str, Rule] = {"GET /attendance/pending": Rule(ok=EVERYBODY, anonymous=303)}


def with_coming_transfer(scene: Scene) -> None:
    """The cadre's own secondment gets a transfer that could still be taken back."""
    begins = date(2026, 12, 1)
    postings = metadata.tables["postings"]
    own = scene.ids["secondment_id"]
    with scene.county.database.engine.begin() as connection:
        connection.execute(
            update(postings)
            .where(postings.c.secondment_id == own)
            .values(end_on=date(2026, 11, 30), end_month="2026-11")
        )
        unit_id = connection.execute(
            postings.select().with_only_columns(postings.c.receiving_unit_id).where(postings.c.secondment_id == own)
        ).scalar_one()
    scene.county.add(
        Posting(
            secondment_id=own, start_on=begins, receiving_unit_id=unit_id, post_title="科长（挂职）", in_force=False
        )
    )
