"""What is refused about merged units, people who leave, and consents."""

from app.core.errors import Conflict
from app.core.i18n import N_


class UnitClosed(Conflict):
    """A unit that was merged into another is history: nothing new is tied to it and nothing of it changes."""

    code, message = "unit-closed", N_("这个单位已并入其他单位，不能再用。")


class RegionStays(Conflict):
    """A region is the root of its tree and is merged into nothing."""

    code, message = "region-stays", N_("地区不能并入其他单位。")


class PersonLeft(Conflict):
    """Somebody who left, or is about to, is given nothing new; they come back by their own step."""

    code, message = "person-left", N_("此人已办离任，请先办理恢复。")


class PersonStays(Conflict):
    """Only somebody who left, or is about to, can come back."""

    code, message = "person-stays", N_("此人没有办理离任。")


class DutiesOpen(Conflict):
    """What somebody still answers for is named before they leave; `duties` lists it, `acknowledged` goes on."""

    code, message = "duties-open", N_("此人还有未了的事项，请先看过再确认。")


class ConsentWithdrawn(Conflict):
    """The person took back the consent that this needs; refusing it has no other consequence."""

    code, message = "consent-withdrawn", N_("您已收回照片授权，照片没有上传。可在“我的 → 隐私与授权”重新同意。")
