"""What the term-end form refuses, each with its stable code."""

from app.core.errors import Conflict
from app.core.i18n import N_


class NotBegun(Conflict):
    """The form opens when the receiving unit or the Organization Department begins the appraisal."""

    code, message = "appraisal-not-begun", N_("还没有开始期满鉴定。")


class NotTheirTurn(Conflict):
    """The steps are taken in order."""

    code, message = "not-their-turn", N_("现在不到这一步，请刷新后查看轮到谁。")


class SignedAlready(Conflict):
    """One person signs for one side only."""

    code, message = "signed-for-another-side", N_("您已为另一方签过字，这一步请由其他人签。")


class NothingToReturn(Conflict):
    """Only a step that has one before it gives the form back."""

    code, message = "nothing-to-return", N_("这一步不能退回。")
