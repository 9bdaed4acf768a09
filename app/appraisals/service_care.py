"""The term-end form as a text that can be hidden: how its words and scans move into a hold and back."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from app.appraisals import repository
from app.appraisals.models import Appraisal, Turn
from app.appraisals.schemas import AppraisalView
from app.appraisals.service_views import Opened, open_form, view_of
from app.core.errors import NotFound
from app.core.work import Work
from app.records.models_care import HeldKind
from app.records.ports import TextKeeper, keep_texts
from app.records.repeats import Repeated
from app.records.schemas_care import QuarantineWrite
from app.records.service.text_holds import hide_text
from app.secondments.access import get_access
from app.secondments.models import SecondmentStatus

TEXTS = (
    *("self_report", "achievements", "receiving_opinion", "sending_opinion"),
    *("office_opinion", "remark", "return_reason"),
)


def lend_texts() -> None:
    """Let forms be hidden; doing it twice is doing it once."""
    keep_texts([HeldKind.APPRAISAL], FORMS)


def quarantine_form(work: Work, secondment_id: UUID, body: QuarantineWrite) -> AppraisalView:
    """Hide a form's words and scans from everybody, by anybody who may read some of them."""
    opened = _open(work, secondment_id, lock=True)
    hide_text(work, HeldKind.APPRAISAL, opened.row, body)
    return view_of(work, opened)


def open_for_hiding(work: Work, secondment_id: UUID) -> AppraisalView:
    """What the page of hiding shows, to those who may; NotFound or Forbidden for others."""
    return view_of(work, _open(work, secondment_id))


def _open(work: Work, secondment_id: UUID, *, lock: bool = False) -> Opened:
    opened = open_form(work, secondment_id, lock=lock)
    view = view_of(work, opened)
    if opened.row not in work.session or not (view.hidden or any(getattr(view, name) for name in TEXTS)):
        raise NotFound
    return opened


def _find(work: Work, subject_id: UUID, lock: bool) -> Appraisal | None:
    return repository.get_form(work.session, subject_id, lock=lock)


def _take_out(work: Work, row: Appraisal) -> dict[str, Any]:
    steps = repository.list_steps(work.session, row.id)
    vault = {
        "now": {name: getattr(row, name) for name in TEXTS},
        "versions": [
            {
                "id": str(step.id),
                "number": step.from_version,
                "at": step.at.isoformat(),
                "said": {name: text for name, text in step.content.items() if name in _SAID} | {"reason": step.reason},
                "content": step.content,
            }
            for step in steps
        ],
    }
    _empty(row)
    for step in steps:
        step.content, step.reason = {}, None
    return vault


_SAID = ("self_report", "achievements", "opinion", "remark")


def _empty(row: Appraisal) -> None:
    for name in TEXTS:
        setattr(row, name, None)


def _put_back(work: Work, row: Appraisal, vault: dict[str, Any]) -> None:
    for name, text in vault["now"].items():
        setattr(row, name, text)
    kept = {one["id"]: one for one in vault["versions"]}
    for step in repository.list_steps(work.session, row.id):
        if str(step.id) in kept:
            step.content, step.reason = kept[str(step.id)]["content"], kept[str(step.id)]["said"]["reason"]


def _forget(work: Work, row: Appraisal) -> None:
    """While the appraisal runs the sides begin anew: nobody's name stands under words that are gone."""
    access = get_access(work, row.secondment_id)
    row.returned_from = None
    if access.secondment.status is SecondmentStatus.APPRAISING:
        row.turn, row.signatures, row.figures, row.grade = Turn.SELF, {}, {}, None
        row.outside_quota, row.done_at = False, None
    else:
        row.signatures = {turn: one | {"attachment_id": None} if "attachment_id" in one else one
                          for turn, one in row.signatures.items()}  # fmt: skip
    for step in repository.list_steps(work.session, row.id):
        step.attachment_id = None


def _images(work: Work, row: Appraisal) -> list[UUID]:
    return [step.attachment_id for step in repository.list_steps(work.session, row.id) if step.attachment_id]


def _repeating(work: Work, secondment_id: UUID, repeated: Repeated) -> Iterable[tuple[HeldKind, Appraisal]]:
    row = repository.find_form(work.session, secondment_id, lock=True)
    if row is None or row.hidden is not None:
        return
    said = [getattr(row, name) for name in TEXTS]
    for step in repository.list_steps(work.session, row.id):
        said += [step.reason, *(text for name, text in step.content.items() if name in _SAID)]
    if any(repeated.stands_in(text) for text in said):
        yield HeldKind.APPRAISAL, row


FORMS: TextKeeper[Appraisal] = TextKeeper(
    subject="appraisal",
    find=_find,
    take_out=_take_out,
    put_back=_put_back,
    forget=_forget,
    images=_images,
    wrote=lambda *_: False,  # its readers are its writers; the cadre decides on none
    repeating=_repeating,
)
