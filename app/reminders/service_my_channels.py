"""What is kept of where a person is reached, for their own copy: their own addresses are theirs to have, whole."""

from app.core.i18n import N_
from app.core.my_data import Section
from app.core.sealing import Sealer
from app.core.work import Work
from app.reminders import policy_channels as policy
from app.reminders import repository_addresses, repository_delivery_log
from app.reminders.service_addresses import address_of

_STATES = {
    "waiting": N_("等待中"),
    "sending": N_("发送中"),
    "sent": N_("已发出"),
    "unknown": N_("结果不明"),
    "failed": N_("未送达"),
    "dropped": N_("过期未发"),
}


def my_channel_data(work: Work, sealer: Sealer) -> list[Section]:
    """The actor's addresses, and every message that left the house for them; Forbidden for programs."""
    person_id, ways = policy.own_id(work.actor), {key.value: word for key, word in policy.WORDS.items()}
    held = [
        row.model_dump() | {"address": address_of(row, sealer)}
        for row in repository_addresses.own_addresses(work.session, person_id)
    ]
    told = [row.model_dump() for row in repository_delivery_log.own_deliveries(work.session, person_id)]
    channel = ("channel", N_("途径|提醒"))
    fields = [channel, ("address", N_("地址")), ("updated_at", N_("填写时间"))]
    sent = [("created_at", N_("时间")), channel, ("state", N_("状态")), ("settled_at", N_("了结"))]
    return [
        Section("channel_addresses", N_("提醒地址"), fields, held, ways),
        Section("deliveries", N_("发送记录"), sent, told, ways | _STATES),
    ]
