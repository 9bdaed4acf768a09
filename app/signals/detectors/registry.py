"""Every detector over the corpus; `missing` has the ledger's own way (`app.signals.missing`)."""

from app.signals.detectors.backfill import Backfill
from app.signals.detectors.clockwork import Clockwork
from app.signals.found import Detector

DETECTORS: tuple[Detector, ...] = (
    Backfill(),
    Clockwork(),
)
