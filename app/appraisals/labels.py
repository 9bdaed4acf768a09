"""What the form's turns and grades are called."""

from app.appraisals.models import Grade, Turn
from app.core.i18n import N_

TURN_LABELS = {
    Turn.SELF: N_("本人自评"),
    Turn.RECEIVING: N_("接收单位意见"),
    Turn.SENDING: N_("派出单位意见"),
    Turn.OFFICE: N_("组织部意见"),
    Turn.READING: N_("本人阅签"),
    Turn.DONE: N_("已办结|鉴定"),
}
WAITING_LABELS = {
    Turn.SELF: N_("待本人自评"),
    Turn.RECEIVING: N_("待接收单位填写"),
    Turn.SENDING: N_("待派出单位填写"),
    Turn.OFFICE: N_("待组织部填写"),
    Turn.READING: N_("待本人阅签"),
    Turn.DONE: N_("鉴定已办结"),
}
GRADE_LABELS = {
    Grade.OUTSTANDING: N_("优秀"),
    Grade.COMPETENT: N_("称职"),
    Grade.BASIC: N_("基本称职"),
    Grade.INCOMPETENT: N_("不称职"),
}
