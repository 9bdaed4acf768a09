"""How many months a week each reviewer of a region is given."""

from uuid import UUID

from app.audit.service import record
from app.core.actor import Role
from app.core.errors import NotFound, StaleVersion, require
from app.core.work import Work
from app.signals import policy_queue
from app.signals import repository_queue as repository
from app.signals.draw import DEFAULT_WEEKLY
from app.signals.models_queue import QueueSettings
from app.signals.schemas_queue import QueueSettingsIn, QueueSettingsList, QueueSettingsView


def list_settings(work: Work) -> QueueSettingsList:
    """Of the regions in which the actor is of the Organization Department, by name."""
    require(policy_queue.reads_calibration(work.actor))
    units = repository.regions_at(work.session, work.actor.paths(Role.ORGADMIN))
    found = repository.settings_of(work.session, [unit.id for unit in units])
    return QueueSettingsList(items=[_view(unit.id, unit.name, found.get(unit.id)) for unit in units])


def settle(work: Work, unit_id: UUID, body: QueueSettingsIn) -> QueueSettingsView:
    """Say how many; from the next Monday on. NotFound for other regions, Forbidden below the region's top."""
    units = {unit.id: unit for unit in repository.regions_at(work.session, work.actor.paths(Role.ORGADMIN))}
    if unit_id not in units:
        raise NotFound
    unit = units[unit_id]
    require(policy_queue.can_settle_queue(work.actor, unit.path))
    row = repository.settings_of(work.session, [unit_id]).get(unit_id)
    now = _view(unit_id, unit.name, row)
    if body.weekly == now.weekly:
        return now
    if body.version != now.version:
        raise StaleVersion(extra={"current": now})
    row = row or QueueSettings(unit_id=unit_id, weekly=body.weekly)
    row.weekly = body.weekly
    work.session.add(row)
    work.session.flush()
    record(work, "signals.settle_queue", "unit", unit_id, unit_id=unit_id, weekly=row.weekly, before_weekly=now.weekly)
    return _view(unit_id, unit.name, row)


def _view(unit_id: UUID, name: str, row: QueueSettings | None) -> QueueSettingsView:
    return QueueSettingsView(
        unit_id=unit_id,
        unit_name=name,
        version=row.version if row else 0,
        weekly=row.weekly if row else DEFAULT_WEEKLY,
    )
