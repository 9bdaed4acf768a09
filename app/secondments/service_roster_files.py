"""The roster's template, with the region's choices."""

from app.accounts import labels, policy
from app.accounts.models import UnitKind
from app.core.actor import Role
from app.core.errors import require
from app.core.i18n import Locale
from app.core.work import Work
from app.secondments import repository_roster as repository
from app.secondments.roster.state import Units
from app.secondments.roster.template import Choices, write_template
from app.secondments.service_roster import ROSTER
from app.secondments.service_roster_state import known_units

MOST_CHOICES = 1000


def template(work: Work, locale: Locale) -> bytes:
    """An empty roster with headings, notes, examples and this region's units and programmes to choose from."""
    require(ROSTER.may_import(work.actor))
    units = Units(known_units(work))
    own = [unit for unit in units.by_id.values() if unit.mine and not unit.closed]
    names: dict[str, int] = {}
    for unit in own:
        names[unit.name] = names.get(unit.name, 0) + 1
    shown = [unit.name if names[unit.name] == 1 else units.full_name(unit, 2) for unit in own]
    programmes = [
        row.name
        for row, _ in repository.list_programmes(work.session, repository.region_paths(work.actor))
        if row.archived_at is None
    ]
    kinds = [label for kind, label in labels.UNIT_KINDS.items() if kind is not UnitKind.REGION]
    roles = [labels.ROLES[role] for role in Role if role not in policy.PROTECTED and role is not Role.GROUP_LEADER]
    return write_template(Choices(shown[:MOST_CHOICES], programmes[:MOST_CHOICES], kinds, roles), locale)
