"""One secondment on one page: its term on an axis, the people and what each may do, and its history."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from app.accounts import service_people
from app.core import clock
from app.core.actor import Role
from app.core.i18n import N_, Locale, translate
from app.core.work import Work
from app.secondments import axis, policy_lifecycle, repository, repository_groups, repository_programmes, rules
from app.secondments import repository_secondments as repository_rows
from app.secondments.access import Access, get_access
from app.secondments.axis import Axis, Bar, Row
from app.secondments.models import ProgrammeKind, ProgrammePolicy, ReviewedBy, SecondmentEvent
from app.secondments.policy import Relation, can_write_spot_check_note
from app.secondments.policy_lifecycle import Step
from app.secondments.ports import Link, links_of
from app.secondments.schemas import PolicyView
from app.secondments.service_cards import SecondmentCard, describe
from app.secondments.service_choices import Choice, unit_choices
from app.secondments.service_transfer import coming_transfer

EVENT_LABELS = {
    "create": N_("登记"),
    "approve": N_("获批"),
    "activate": N_("到岗"),
    "suspend": N_("暂停自"),
    "resume": N_("恢复自"),
    "extend": N_("延期至"),
    "recall": N_("提前结束于"),
    "appraise": N_("进入鉴定"),
    "complete": N_("已期满"),
    "archive": N_("已归档"),
    "transfer": N_("调动自"),
    "transfer_undo": N_("撤回调动，原定"),
}
MONTH_WORDS = {
    "calculated": (N_("审核中"), "act"),
    "approved": (N_("已审核"), "act"),
    "closed": (N_("✓ 已结账"), "good"),
    "paid": (N_("✓ 已付"), "good"),
}


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who has to do with the secondment, as what, and what that lets them do."""

    role: str
    name: str
    may: str


@dataclass(frozen=True, slots=True)
class Detail:
    """Everything that the page shows; the axis is in the reader's language, labels are source texts."""

    card: SecondmentCard
    access: Access
    policy: ProgrammePolicy | None
    axis: Axis
    marks: list[tuple[float, str]]
    rows: list[Row]
    parties: list[Party]
    history: list[tuple[SecondmentEvent, str | None]]
    steps: list[Step]
    may_edit: bool
    may_transfer: bool
    coming: date | None
    """The first day of a transfer that the reader could still take back."""
    units: list[Choice]
    links: list[Link]
    """Pages of the domains above about this secondment."""

    @property
    def may_write_note(self) -> bool:
        """The reader may write a spot-check note on a visit to this cadre."""
        return can_write_spot_check_note(self.access.relations)

    @property
    def may_read_notes(self) -> bool:
        """The reader may see the notes on this cadre."""
        return bool(self.access.relations & {Relation.AUTHOR, Relation.ORGADMIN})


def open_detail(work: Work, secondment_id: UUID, locale: Locale) -> Detail:
    """The page of one secondment; NotFound when it is invisible."""
    access = get_access(work, secondment_id)
    card = describe(work, [secondment_id])[secondment_id]
    row = card.secondment
    policy = repository.find_policy(work.session, row.programme_id, min(max(work.today, row.start_on), row.end_on))
    span = Axis.over(row.start_on, row.end_on)
    may_transfer = policy_lifecycle.can_transfer(access.relations) and row.status in policy_lifecycle.TRANSFERABLE
    return Detail(
        card=card,
        access=access,
        policy=policy,
        axis=span,
        marks=span.marks(lambda month: month_mark(month, clock.month_of(span.first), locale)),
        rows=[*_own_rows(work, card, span, locale), *axis.provided(work, secondment_id, locale)],
        parties=_parties(work, access, policy),
        history=repository_rows.list_events(work.session, secondment_id),
        steps=policy_lifecycle.steps_open_to(access.relations, row.status),
        may_edit=policy_lifecycle.can_edit(access.relations) and bool(policy_lifecycle.EDITABLE[row.status]),
        may_transfer=may_transfer,
        coming=coming_transfer(work, access) if may_transfer else None,
        units=unit_choices(work) if may_transfer else [],
        links=links_of(work, secondment_id),
    )


def _own_rows(work: Work, card: SecondmentCard, span: Axis, locale: Locale) -> list[Row]:
    found = [
        Row(N_("任职"), _postings(work, card, locale)),
        Row(N_("政策"), _policies(work, card, locale)),
    ]
    states = {lock.month: lock.state for lock in repository_programmes.list_months(work.session, card.programme.id)}
    months = tuple(_month(month, states.get(month), work.today, locale) for month in span.months)
    shown = tuple(bar for bar in months if bar is not None)
    return [*found, Row(N_("月份|多个"), shown)] if shown else found


def month_mark(month: str, first: str, locale: Locale) -> str:
    """`2026年3月` at the beginning of the axis and of a year, `4月` between."""
    formats = {"zh_CN": ("%(year)s年%(number)s月", "%(number)s月"), "en": ("%(name)s %(year)s", "%(name)s")}
    names = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    year, number = int(month[:4]), int(month[5:])
    whole = month == first or number == 1
    return formats[locale][0 if whole else 1] % {"year": year, "number": number, "name": names[number - 1]}


def _postings(work: Work, card: SecondmentCard, locale: Locale) -> tuple[Bar, ...]:
    """A bar a posting, today's in the colour that acts, and the pauses."""
    standing = card.posting_on(work.today)
    shown = tuple(
        Bar(
            each.start_on,
            each.end_on,
            f"{each.receiving_unit_name} · {each.post_title}",
            "act" if each is standing else "quiet",
        )
        for each in card.postings
    )
    pauses = tuple(Bar(first, last, translate(N_("暂停中"), locale), "rest") for first, last in card.suspensions)
    return (*shown, *pauses)


def _policies(work: Work, card: SecondmentCard, locale: Locale) -> tuple[Bar, ...]:
    row = card.secondment
    policies = sorted(
        repository_programmes.list_policies(work.session, row.programme_id), key=lambda each: each.valid_from
    )
    ends = [later.valid_from - timedelta(days=1) for later in policies[1:]] + [date.max]
    return tuple(
        Bar(
            max(each.valid_from, row.start_on),
            min(end, row.end_on),
            translate(
                N_("第 %(number)s 版 · %(words)s"),
                locale,
                number=number,
                words=summary(each, card.programme.kind, locale),
            ),
        )
        for number, (each, end) in enumerate(zip(policies, ends, strict=True), start=1)
        if each.valid_from <= row.end_on and end >= row.start_on
    )


def summary(policy: ProgrammePolicy | PolicyView, kind: ProgrammeKind, locale: Locale) -> str:
    """A policy in one line: what is recorded, what is paid, what is checked in."""
    words = [rules.FREQUENCY_LABELS[policy.record_frequency], rules.CHECK_IN_LABELS[policy.check_in]]
    if not rules.pays_allowance(kind):
        words.insert(1, N_("不发补助"))
    elif policy.day_basis is not None:
        words.insert(1, rules.DAY_BASIS_LABELS[policy.day_basis])
    return ("，" if locale == "zh_CN" else ", ").join(translate(word, locale) for word in words)


def _month(month: str, state: str | None, today: date, locale: Locale) -> Bar | None:
    first, last = clock.month_bounds(month)
    word, tone = MONTH_WORDS.get(state or "", ("", ""))
    if not word and first <= today <= last:
        word, tone = N_("进行中"), "quiet"
    return Bar(first, last, translate(word, locale), tone, plain=True) if word else None


def _parties(work: Work, access: Access, policy: ProgrammePolicy | None) -> list[Party]:
    facts, row = access.facts, access.secondment
    host_path = access.posting_on(work.today).receiving_path
    reviewed_by = policy.reviewed_by if policy else ReviewedBy.RECEIVING
    reminded = set(repository_rows.list_supervisor_ids(work.session, [row.id])[row.id])
    holders = service_people.list_holders(work, Role.SUPERVISOR, host_path)
    found = [
        Party(
            N_("主管"),
            person.name,
            N_("审阅、考勤、请假；有事提醒") if person.id in reminded else N_("同单位，均可办理"),
        )
        for person in sorted(holders, key=lambda each: each.id not in reminded)
        if person.id != row.cadre_id
    ]
    if facts.sending_path is not None:
        senders = service_people.list_holders(work, Role.SENDER, facts.sending_path)
        found += [Party(N_("派出联络"), person.name, N_("可读，不审批")) for person in senders]
    leads = N_("审阅、确认、谈话抽查") if reviewed_by is ReviewedBy.GROUP_LEADER else N_("可读，走访时写抽查记录")
    names = repository_groups.list_names(work.session, facts.leader_ids)
    found += [Party(N_("组长"), name, leads) for name in names.values()]
    if not host_path.startswith(facts.programme_path):
        duty = N_("录入签字的纸质确认") if reviewed_by is ReviewedBy.LIAISON else N_("可读")
        liaisons = service_people.list_holders(work, Role.LIAISON, facts.programme_path)
        found += [Party(N_("联络员"), person.name, duty) for person in liaisons if person.id != row.cadre_id]
    return found
