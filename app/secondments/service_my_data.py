"""What is kept of one's own secondments, for one's own copy."""

from app.core.i18n import N_
from app.core.my_data import Section
from app.core.work import Work
from app.secondments import repository_secondments as repository
from app.secondments.service_cards import SecondmentCard, my_secondments


def my_data(work: Work) -> list[Section]:
    """The secondments with their postings, and every step of their lifecycle."""
    cards = my_secondments(work)
    return [_secondments(cards), _postings(cards), _steps(work, cards)]


def _secondments(cards: list[SecondmentCard]) -> Section:
    rows = [
        card.secondment.model_dump()
        | {"programme": card.programme_name, "receiving_unit": card.receiving_unit_name}
        | {"sending_unit": card.sending_unit_name}
        for card in cards
    ]
    fields = [("programme", N_("项目")), ("post_title", N_("职务")), ("receiving_unit", N_("接收单位"))]
    fields += [("sending_unit", N_("派出单位")), ("start_on", N_("开始")), ("end_on", N_("结束"))]
    fields += [("arrived_on", N_("到岗日期")), ("region_band", N_("地区档")), ("approval_no", N_("文号"))]
    return Section("secondments", N_("挂职"), [*fields, ("status", N_("状态"))], rows)


def _postings(cards: list[SecondmentCard]) -> Section:
    rows = [
        {
            "programme": card.programme_name,
            "unit": one.receiving_unit_name,
            "post_title": one.post_title,
            "region_band": one.region_band,
            "start_on": one.start_on,
            "end_on": one.end_on,
        }
        for card in cards
        for one in card.postings
    ]
    fields = [("programme", N_("项目")), ("unit", N_("接收单位")), ("post_title", N_("职务"))]
    fields += [("region_band", N_("地区档")), ("start_on", N_("开始")), ("end_on", N_("结束"))]
    return Section("postings", N_("任职分段"), fields, rows)


def _steps(work: Work, cards: list[SecondmentCard]) -> Section:
    rows = [
        {"programme": card.programme_name, "decided_by": name} | event.model_dump()
        for card in cards
        for event, name in repository.list_events(work.session, card.id)
    ]
    fields = [("programme", N_("项目")), ("kind", N_("步骤")), ("effective_on", N_("生效日期")), ("reason", N_("原因"))]
    return Section("steps", N_("办理经过"), [*fields, ("decided_by", N_("经办人")), ("at", N_("时间"))], rows)
