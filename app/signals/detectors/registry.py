"""Every detector over the corpus; `missing` has the ledger's own way (`app.signals.missing`)."""

from app.signals.detectors.backfill import Backfill
from app.signals.detectors.claim_conflict import ClaimConflict
from app.signals.detectors.clockwork import Clockwork
from app.signals.detectors.far_location import FarLocation
from app.signals.detectors.filler import Filler
from app.signals.detectors.peer_copy import PeerCopy
from app.signals.detectors.photo_reuse import PhotoReuse
from app.signals.detectors.rubber_stamp import RubberStamp
from app.signals.detectors.self_copy import SelfCopy
from app.signals.detectors.template import Template
from app.signals.found import Detector

DETECTORS: tuple[Detector, ...] = (
    Backfill(),
    Clockwork(),
    Filler(),
    Template(),
    SelfCopy(),
    PeerCopy(),
    ClaimConflict(),
    FarLocation(),
    PhotoReuse(),
    RubberStamp(),
)
