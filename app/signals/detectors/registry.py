"""Every detector over the corpus; `missing` has the ledger's own way (`app.signals.missing`)."""

from app.signals.found import Detector

DETECTORS: tuple[Detector, ...] = ()
