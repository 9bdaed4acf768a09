"""Where imported history stands: the root 历史导入 or named regions, units below, the programme 历史导入."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from app.accounts.models import Unit, UnitKind
from app.core import clock
from app.core.ids import new_id
from app.core.work import Work
from app.dataset import repository
from app.dataset.errors import UnknownRegion
from app.secondments.models import MonthLock, Programme, ProgrammeKind, ProgrammePolicy, RecordFrequency, Review
from app.secondments.schemas import LeaveTiersIn

ROOT = PROGRAMME = "历史导入"
CLOSED = "closed"
LONGEST_NAME = 80


def find_regions(work: Work, wanted: Sequence[str]) -> list[Unit]:
    """The units that regions were named by, each by id or by a name that is only one's; UnknownRegion else."""
    found = []
    for one in wanted:
        try:
            unit = repository.get_unit(work.session, UUID(one))
            named = [unit] if unit is not None and unit.closed_on is None else []
        except ValueError:
            named = repository.find_units(work.session, one)
        if len(named) != 1:
            raise UnknownRegion(one)
        found += named
    return found


class Places:
    """Finds or makes units by name; what it made waits in `fresh` to be stored."""

    def __init__(self, work: Work, regions: list[Unit]) -> None:
        self.work = work
        self.fresh: list[Unit] = []
        self.regions = regions or [self._root()]
        self._base = {unit.name: unit for unit in self.regions} if regions else {}
        self._below: dict[tuple[UUID, str], Unit] = {}
        for region in self.regions:
            for unit in repository.units_below(work.session, region.path):
                if unit.parent_id is not None:
                    self._below.setdefault((unit.parent_id, unit.name), unit)

    def _root(self) -> Unit:
        found = repository.find_root(self.work.session, ROOT)
        return found or self._made(ROOT, UnitKind.REGION, None)

    def unit(self, county: str | None, name: str | None) -> Unit:
        """The unit of a name in a county; the county when there is no name, the region when there is neither."""
        place = self.regions[0]
        if county and county.strip():
            place = self._base.get(county[:LONGEST_NAME]) or self._child(place, county, UnitKind.REGION)
        if name and name.strip() and name[:LONGEST_NAME] != place.name:
            place = self._child(place, name, UnitKind.INSTITUTION)
        return place

    def _child(self, parent: Unit, name: str, kind: UnitKind) -> Unit:
        name = name[:LONGEST_NAME]
        found = self._below.get((parent.id, name))
        if found is None:
            found = self._below[parent.id, name] = self._made(name, kind, parent)
        return found

    def _made(self, name: str, kind: UnitKind, parent: Unit | None) -> Unit:
        made = new_id()
        path = f"{parent.path if parent else '/'}{made.hex}/"
        unit = Unit(id=made, name=name, kind=kind, parent_id=parent.id if parent else None, path=path)
        self.fresh.append(unit)
        return unit


class Programmes:
    """The imported programme of the region: no allowance, every month of its terms closed, nothing asked of anybody."""

    def __init__(self, work: Work, unit: Unit) -> None:
        self.work = work
        found = repository.find_programme(work.session, unit.id)
        self.fresh = found is None
        self.row = found or Programme(
            name=PROGRAMME, kind=ProgrammeKind.APPOINTMENT, unit_id=unit.id, archived_at=work.now, imported=True
        )

    def cover(self, first: date, last: date) -> None:
        """Let rules and closed months reach over these days."""
        begins = first.replace(day=1)
        policy = None if self.fresh else repository.find_policy(self.work.session, self.row.id)
        if policy is None:
            policy = ProgrammePolicy(
                programme_id=self.row.id,
                valid_from=begins,
                record_frequency=RecordFrequency.WORKDAY,
                review=Review.EACH,
                leave_tiers=LeaveTiersIn().model_dump(mode="json"),
            )
        policy.valid_from = min(policy.valid_from, begins)
        self.work.session.add(policy)
        standing = repository.locked_months(self.work.session, self.row.id)
        month, until = clock.month_of(first), clock.month_of(last)
        while month <= until:
            if month not in standing:
                lock = MonthLock(programme_id=self.row.id, month=month, state=CLOSED, closed_at=self.work.now)
                self.work.session.add(lock)
            month = clock.next_month(month)
