"""A scan's corpus from the database: whole columns of a period, streamed, as if it were the end of day `as_of`.

For scans alone, in processes of their own: it loads numpy. Everybody is in it, so nothing of it is ever shown as such.
`Loaded.known` says what the rows of the corpus are called here, so that findings can be stored.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from app.core import clock
from app.core.work import Work
from app.signals.corpus import Corpus
from app.signals.repository_corpus import Reach
from app.signals.service_corpus_claims import accepted_of, claims_of, leaves_of
from app.signals.service_corpus_decisions import decisions_of
from app.signals.service_corpus_entries import KnownEntries, entries_of
from app.signals.service_corpus_terms import Known, terms_of
from app.workdays.service import get_calendar

ACROSS = timedelta(days=60)
"""How far back everybody's entries reach; those of a term that is judged reach back to its first day."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A corpus with the house's own names for its rows."""

    corpus: Corpus
    known: Known
    entries: KnownEntries


def load_corpus(work: Work, first: date, last: date, as_of: date) -> Loaded:
    """What was known at the end of `as_of` of the days up to then; `first` to `last` are to be judged."""
    reach = Reach(first - ACROSS, first, as_of, clock.beijing_midnight(as_of + timedelta(days=1)))
    terms = terms_of(work, reach)
    entries, known_entries, more_photos = entries_of(work, reach, terms)
    decisions = decisions_of(work, reach, known_entries)
    supervisors, secondments, known = terms.whole(decisions.people)
    since = min(reach.since.toordinal(), int(secondments.start.min(initial=reach.since.toordinal())))
    calendar = get_calendar(work, date.fromordinal(since), as_of)
    corpus = Corpus(
        first=first.toordinal(),
        last=last.toordinal(),
        as_of=as_of.toordinal(),
        entries=entries,
        cadres=terms.cadres,
        supervisors=supervisors,
        secondments=secondments,
        leaves=leaves_of(work, reach, terms),
        claims=claims_of(work, reach, terms),
        approvals=decisions.approvals(known),
        workdays=frozenset(day.toordinal() for day in calendar.workdays_between(date.fromordinal(since), as_of)),
        announced=calendar.announced,
        accepted=accepted_of(work, reach, terms),
        more_photos=more_photos,
    )
    return Loaded(corpus, known, known_entries)
