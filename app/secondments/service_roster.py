"""Taking in a roster 名册导入: people, units, secondments and supervisors by person number."""

from app.core.actor import Actor
from app.core.i18n import Locale
from app.core.sheets.faults import Faults
from app.core.sheets.upload import Upload
from app.core.sheets.workbook import Grid
from app.core.work import Work
from app.secondments import intake, policy, service_imports
from app.secondments import repository_roster as repository
from app.secondments.errors_roster import RosterRefused
from app.secondments.intake import Advance, Intake
from app.secondments.roster.faults import SENTENCES
from app.secondments.roster.plan import Plan
from app.secondments.roster.reading import Roster, read_roster
from app.secondments.schemas_roster import RosterImportView
from app.secondments.service_roster_state import make_plan
from app.secondments.service_roster_store import carry_out


class RosterIntake(Intake[Roster, Plan]):
    """The Organization Department's roster, or its program's."""

    kind = "roster"
    action = "secondments.roster-import"
    sentences = SENTENCES
    refused = RosterRefused

    def may_import(self, actor: Actor) -> bool:
        """Whoever keeps the roster of any region."""
        return policy.may_enter_somewhere(actor) and bool(self.paths(actor))

    def paths(self, actor: Actor) -> tuple[str, ...]:
        """Their regions."""
        return repository.region_paths(actor)

    def read(self, grids: list[Grid], faults: Faults) -> Roster:
        """Every row of every sheet."""
        return read_roster(grids, faults)

    def plan(self, work: Work, read: Roster, faults: Faults, *, lock: bool = False) -> Plan:
        """What the roster would change now."""
        return make_plan(work, read, faults, lock=lock)

    def write(self, work: Work, plan: Plan, advance: Advance) -> None:
        """Units, people, roles, secondments."""
        carry_out(work, plan, advance)

    def hold(self, work: Work) -> None:
        """One roster after the other."""
        repository.hold_roster(work.session, work.database.is_sqlite)


ROSTER = RosterIntake()
intake.accept(ROSTER)


def run_import(work: Work, upload: Upload, locale: Locale) -> tuple[RosterImportView, bool]:
    """Take a roster in, or only try it; answers the upload and whether anything was changed."""
    return service_imports.run_import(work, upload, locale, ROSTER)
