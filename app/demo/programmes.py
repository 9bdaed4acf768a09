"""The demo's programmes: every kind, every check-in policy, every review; and their rates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.accounts.models import Unit
from app.allowances.models import Rate
from app.core.work import Work
from app.demo import names
from app.secondments.models import (
    CheckInPolicy,
    DayBasis,
    LocationPolicy,
    Programme,
    ProgrammeKind,
    ProgrammePolicy,
    RecordFrequency,
    Review,
    ReviewedBy,
)

_LEAVE = {"receiving_days": 3, "organisation_days": 30}
_RULES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    (
        "outbound",
        "外派挂职·第三批",
        {
            "check_in": CheckInPolicy.VOLUNTARY,
            "location": LocationPolicy.COARSE,
            "transport_cap_fen": 50_000,
            "insured": True,
        },
    ),
    ("exchange", "互派挂职·县内", {"check_in": CheckInPolicy.OFF, "day_basis": DayBasis.WORKDAY}),
    ("academy", "院校培训·党校班", {"check_in": CheckInPolicy.OFF, "review": Review.MONTHLY, "training_paid": False}),
    ("appointment", "互派任职", {"check_in": CheckInPolicy.OFF, "record_frequency": RecordFrequency.WEEKLY}),
    (
        "village",
        "驻村帮扶",
        {
            "check_in": CheckInPolicy.DUTY,
            "duty_basis": "防汛抗旱应急响应期间在岗带班，云防指〔2026〕4号",
            "duty_windows": [{"start": "08:00", "end": "10:00"}],
            "record_frequency": RecordFrequency.DAILY,
            "day_basis": DayBasis.CALENDAR,
        },
    ),
    (
        "village_assistant",
        "村社助理",
        {"check_in": CheckInPolicy.OFF, "reviewed_by": ReviewedBy.LIAISON, "review": Review.MONTHLY},
    ),
)
_RATES = (("县内", 1500), ("县外", 3000), ("省外", 4000))


@dataclass
class Programmes:
    """The demo's programmes by kind."""

    by_kind: dict[str, Programme]

    def __getitem__(self, kind: str) -> Programme:
        return self.by_kind[kind]

    def choose(self, index: int) -> tuple[str, Sequence[str]]:
        """The kind and the possible hosts of the cadre at `index`: half go outside, the others stay in the county."""
        outside = [host for _, hosts, _ in names.OUTSIDE for host in hosts]
        if index % 2 == 0:
            return "outbound", outside
        kind = ("exchange", "village", "academy", "village_assistant", "exchange", "appointment")[index // 2 % 6]
        hosts = {"village": names.VILLAGES, "village_assistant": names.VILLAGES, "academy": ("云浦县委党校",)}
        return kind, hosts.get(kind, names.TOWNSHIPS)


def open_programmes(work: Work, county: Unit, first_on: date) -> Programmes:
    """Store programmes, their policies and rates from `first_on` (the first of a month)."""
    found: dict[str, Programme] = {}
    for kind, name, rules in _RULES:
        row = Programme(name=name, kind=ProgrammeKind(kind), unit_id=county.id, approval_no="云组发〔2026〕9号")
        work.session.add(row)
        work.session.flush()
        defaults: dict[str, Any] = {
            "day_basis": DayBasis.ON_POST,
            "day_basis_document_no": "云财行〔2025〕9号",
            "leave_tiers": _LEAVE,
        }
        work.session.add(ProgrammePolicy(programme_id=row.id, valid_from=first_on, **(defaults | rules)))
        if kind != "appointment":
            work.session.add_all(
                Rate(
                    programme_id=row.id,
                    region_band=band,
                    amount_fen=fen,
                    valid_from=first_on,
                    document_no="云财行〔2025〕9号",
                )
                for band, fen in _RATES
            )
        found[kind] = row
    work.session.flush()
    return Programmes(found)
