"""What a digest says to a cadre of the term-end form that waits for them."""

from collections import defaultdict
from collections.abc import Sequence

from app.appraisals.models import Turn
from app.appraisals.service_waits import OpenForm
from app.core.i18n import N_
from app.reminders.digest_lines import Hours, Line, Lines
from app.reminders.schemas import Phrase

OWN = {Turn.SELF: N_("期满鉴定表等您写自评，已有草稿"), Turn.READING: N_("期满鉴定表等您阅签")}


def form_lines(forms: Sequence[OpenForm], hours: Hours) -> Lines:
    """The forms whose turn is the cadre's own, by the cadre."""
    found: Lines = defaultdict(list)
    for form in forms:
        if form.is_own:
            phrase = Phrase(text=OWN[form.turn], href=f"/secondments/{form.secondment_id}/appraisal")
            found[form.cadre_id].append(Line(hours.earliest([form.programme_id]), phrase))
    return found
