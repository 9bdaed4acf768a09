"""Taking in an insurance sheet: a line a cadre and policy, by person number; all or nothing, repeatable."""

from typing import Any

from app.allowances import policy_insurance as policy
from app.allowances import repository_insurance as repository
from app.allowances.errors_insurance import SheetRefused
from app.allowances.insurance_plan import InsurancePlan, Standing, State, Term, find_terms, make_plan, padded
from app.allowances.insurance_sheet import SENTENCES, InsuranceSheet, read_insurance, write_template
from app.allowances.models_insurance import InsurancePolicy
from app.allowances.service_insurance import SUBJECT, facts
from app.audit import service as audit
from app.core import clock
from app.core.actor import Actor
from app.core.bulk import as_json, complete, insert_rows
from app.core.errors import require
from app.core.i18n import Locale
from app.core.sheets.faults import Faults
from app.core.sheets.upload import Upload
from app.core.sheets.workbook import Grid
from app.core.work import Work
from app.secondments import intake, service_imports
from app.secondments.intake import Advance, Intake
from app.secondments.models import SecondmentStatus
from app.secondments.schemas_roster import RosterImportView

KIND = "insurance"
MOST_CHOICES = 1000


class InsuranceIntake(Intake[InsuranceSheet, InsurancePlan]):
    """The register's keepers bring it: the Organization Department and finance."""

    kind = KIND
    action = "insurance.sheet-import"
    sentences = SENTENCES
    refused = SheetRefused

    def may_import(self, actor: Actor) -> bool:
        """Whoever keeps the register of any programme."""
        return policy.may_register_somewhere(actor) and bool(self.paths(actor))

    def paths(self, actor: Actor) -> tuple[str, ...]:
        """Where the programmes are run whose register they keep."""
        return repository.office_paths(actor)

    def read(self, grids: list[Grid], faults: Faults) -> InsuranceSheet:
        """Every row."""
        return read_insurance(grids, faults)

    def plan(self, work: Work, read: InsuranceSheet, faults: Faults, *, lock: bool = False) -> InsurancePlan:
        """What the sheet would change now."""
        state = _load(work, read)
        lines = find_terms(read.policies, state, faults)
        wanted = {term.id for _, term in lines}
        if lock:
            repository.lock_terms(work.session, wanted)
        for row in repository.list_of(work.session, wanted, {line.policy_no for line, _ in lines}):
            state.standing[row.secondment_id, row.policy_no].append(_known(row))
        return make_plan(lines, state, faults)

    def write(self, work: Work, plan: InsurancePlan, advance: Advance) -> None:
        """Each policy with the event that registering it alone would leave."""
        _register(work, plan, advance)
        _correct(work, plan, advance)


INSURANCE = InsuranceIntake()
intake.accept(INSURANCE)


def _load(work: Work, read: InsuranceSheet) -> State:
    paths = repository.office_paths(work.actor)
    programmes = {row.id: row.name for row in repository.list_programmes(work.session, paths)}
    state = State(work.actor.id, sorted(set(programmes.values())))
    numbers = {line.number for line in read.policies}
    _add_terms(work, state, programmes, numbers)
    lost = {number for each in numbers if each not in state.terms for number in padded(each)}
    _add_terms(work, state, programmes, lost)
    return state


def _add_terms(work: Work, state: State, programmes: dict[Any, str], numbers: set[str]) -> None:
    paths = repository.office_paths(work.actor)
    for number, name, row in repository.list_terms(work.session, paths, numbers):
        state.terms[number].append(
            Term(
                id=row.id,
                cadre_id=row.cadre_id,
                unit_id=row.receiving_unit_id,
                name=name,
                programme=programmes[row.programme_id],
                start_on=row.start_on,
                end_on=row.end_on,
                archived=row.status is SecondmentStatus.ARCHIVED,
            )
        )


def _known(row: InsurancePolicy) -> Standing:
    voided_on = clock.civil_date(row.voided_at) if row.voided_at else None
    return Standing(row.id, row.start_on, row.end_on, row.insurer, row.premium_fen, voided_on)


def _register(work: Work, plan: InsurancePlan, advance: Advance) -> None:
    rows = [
        complete(
            InsurancePolicy,
            {
                "secondment_id": new.term.id,
                "cadre_id": new.term.cadre_id,
                "policy_no": new.line.policy_no,
                "insurer": new.line.insurer,
                "start_on": new.line.start_on,
                "end_on": new.line.end_on,
                "premium_fen": new.line.premium_fen,
                "created_by_id": work.actor.id,
            },
        )
        for new in plan.new
    ]
    for count in insert_rows(work.session, InsurancePolicy, rows):
        advance(count)
    audit.record_all(
        work,
        (
            audit.event_of(
                work,
                "insurance.register",
                SUBJECT,
                row["id"],
                as_json(row),
                unit_id=new.term.unit_id,
                start_on=new.line.start_on.isoformat(),
                end_on=new.line.end_on.isoformat(),
            )
            for row, new in zip(rows, plan.new, strict=True)
        ),
    )


def _correct(work: Work, plan: InsurancePlan, advance: Advance) -> None:
    for row in repository.list_by_id(work.session, plan.changed):
        term, changes = plan.changed[row.id]
        before = row.model_copy()
        for name, value in changes.items():
            setattr(row, name, value)
        work.session.flush()
        audit.record(
            work,
            "insurance.change",
            SUBJECT,
            row.id,
            before=before,
            after=row,
            unit_id=term.unit_id,
            fields=sorted(changes),
            **facts(row),
        )
        advance(1)


def import_insurance(work: Work, upload: Upload, locale: Locale) -> tuple[RosterImportView, bool]:
    """Take a sheet in, or only try it; answers the upload and whether anything was changed."""
    return service_imports.run_import(work, upload, locale, INSURANCE)


def template(work: Work, locale: Locale) -> bytes:
    """An empty sheet with the programmes to choose from."""
    require(INSURANCE.may_import(work.actor))
    programmes = repository.list_programmes(work.session, repository.office_paths(work.actor))
    names = dict.fromkeys(row.name for row in programmes if row.archived_at is None)
    return write_template(list(names)[:MOST_CHOICES], locale)
