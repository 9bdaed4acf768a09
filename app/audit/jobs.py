"""The trail's own job: sealing what has settled."""

from datetime import datetime

import structlog

from app.audit.anchor import write_anchor
from app.audit.service_seal import audit_keys, seal_events
from app.core.config import get_settings
from app.core.files import open_files
from app.core.i18n import N_
from app.core.jobs import Job
from app.core.work import Work

log = structlog.get_logger()


def _seal(work: Work, _slot: datetime) -> str:
    """Seal, and once that is committed note the newest seal in the log and beside the attachments."""
    settings = get_settings()
    key = audit_keys(settings)[0]
    sealed = seal_events(work, key)
    head = sealed.head
    if head is not None and sealed.seals:

        def note() -> None:
            log.info("audit.sealed", number=head.number, last_seq=head.last_seq, mac=head.mac)
            write_anchor(open_files(settings.files_url), key, head.number, head.mac)

        work.after_commit(note)
    return f"events={sealed.events} seals={sealed.seals}"


JOBS: tuple[Job, ...] = (Job("audit-seal", N_("给已落定的审计事件加封印。"), {"minute": "*"}, _seal),)
