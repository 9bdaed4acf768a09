"""What the daily record refuses, beside the state machine's own refusals."""

from typing import Any

from app.core.errors import Conflict, DomainError, Invalid, StaleVersion, VersionConflict
from app.core.i18n import N_
from app.records.states import Refusal


class NotOnPost(Conflict):
    """The secondment has not begun."""

    code, message = "not-on-post", N_("挂职尚未到岗，还不能填写纪实。")


class SecondmentArchived(Conflict):
    """An archived secondment takes nothing more."""

    code, message = "secondment-archived", N_("挂职档案已归档，不能再补充。")


class NotFinal(Conflict):
    """An addendum stands beneath text that cannot change any more."""

    code, message = "not-final", N_("记录尚未通过，也未结账，请直接修改记录。")


class ContentHidden(Conflict):
    """A quarantined record is neither written nor decided on until the Organization Department has decided."""

    code, message = "content-hidden", N_("这条记录已被隔离，组织部处理之前不能修改或审阅；出勤与补助不受影响。")


class TextHidden(ContentHidden):
    """The same of a summary, a note or a term-end form."""

    message = N_("这段文字已被隔离，组织部处理之前不能修改。")


class ContentGone(DomainError):
    """The photo of a quarantined record."""

    code, status, message = "content-hidden", 410, N_("内容已被隔离，暂不能查看。")


class NotQuarantined(Conflict):
    """Only what is hidden can be released or purged."""

    code, message = "not-quarantined", N_("这条记录没有被隔离，或已处理完毕。")


class ContentPurged(Conflict):
    """What was purged is not there any more."""

    code, message = "content-purged", N_("内容已依规清除。")


class SecondPersonNeeded(Conflict):
    """Two people purge; one of them twice is not two."""

    code, message = "second-person-needed", N_("清除须由两人办理，请另一位组织部管理员确认。")


class UnsupportedImage(DomainError):
    """No JPEG, PNG or WebP by its content, or one that cannot be decoded."""

    code, status, message = "unsupported-image", 415, N_("只支持 JPEG、PNG、WebP 图片，且图片须完整可打开。")


class ImageTooLarge(DomainError):
    """More bytes or pixels than an image may have."""

    code, status, message = "image-too-large", 413, N_("图片过大：不超过 10 MB、4000 万像素。")


def refused(refusal: Refusal, current: Any = None) -> DomainError:
    """A refusal of the state machine as the error that carries its code and status; `current` is what stands."""
    extra = {"current": current} if current is not None else None
    if refusal is Refusal.VERSION_CONFLICT:
        return VersionConflict(refusal.message, extra=extra)
    if refusal is Refusal.STALE_VERSION:
        return StaleVersion(refusal.message, extra=extra)
    if refusal.pointer:
        return Invalid.at(refusal.pointer, refusal.message, refusal.code)
    error = Conflict(refusal.message, extra=extra)
    error.code = refusal.code
    return error
