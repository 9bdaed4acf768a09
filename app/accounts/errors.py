"""What accounts refuse, beyond the common refusals."""

from app.core.errors import Conflict, DomainError
from app.core.i18n import N_


class WrongCredentials(DomainError):
    """Login and password do not belong together; which of the two is wrong is not said."""

    code, status, message = "invalid-credentials", 401, N_("账号或密码不对。")


class WrongClient(DomainError):
    """No such API client, a wrong secret, or one that is disabled or past its end date."""

    code, status, message = "invalid-client", 401, N_("接口客户端的编号或密钥不对，或已停用、过期。")


class WrongRefreshToken(DomainError):
    """A refresh token that is unknown, expired, revoked or used before."""

    code, status, message = "invalid-refresh-token", 401, N_("登录已失效，请重新登录。")


class LockedOut(DomainError):
    """Too many failures from this address; `Retry-After` says when to try again."""

    code, status, message = "too-many-failures", 429, N_("密码错误次数过多，请 %(minutes)s 分钟后再试。")


class OtpRequired(DomainError):
    """The password was right; this account also asks for the authenticator's code (or a recovery code)."""

    code, status, message = "otp-required", 401, N_("请再提供验证器上的 6 位验证码。")


class WrongOtp(DomainError):
    """Neither the code of these seconds nor a recovery code, or one that was used before."""

    code, status, message = "invalid-otp", 401, N_("验证码不对或已用过。请等下一个验证码，或填写一个恢复码。")


class SignInTooOld(DomainError):
    """Between the password and the code there was too much time, or the account changed."""

    code, status, message = "sign-in-too-old", 401, N_("等得太久，请重新输入密码。")


class SecondFactorUnreadable(DomainError):
    """The sealed secret does not open: the data key was changed without keeping the earlier one."""

    code, status = "second-factor-unreadable", 503
    message = N_("两步验证暂时无法核对，请用恢复码登录，或联系系统管理员。")


class SecondFactorOn(Conflict):
    """The second factor is on already."""

    code, message = "second-factor-on", N_("两步验证已经开启。")


class SecondFactorOff(Conflict):
    """There is no second factor to confirm, renew or remove."""

    code, message = "second-factor-off", N_("两步验证没有开启。")


class LoginTaken(Conflict):
    """Logins are unique."""

    code, message = "login-taken", N_("这个账号名已被使用。")


class PersonNumberTaken(Conflict):
    """Person numbers are unique."""

    code, message = "person-no-taken", N_("这个人员编号已被使用。")


class UnitInItself(Conflict):
    """A unit cannot move below itself."""

    code, message = "unit-cycle", N_("单位不能移到自己的下级单位之中。")


class RoleEnded(Conflict):
    """The role assignment is over already."""

    code, message = "role-ended", N_("这项角色已经结束。")


class PersonDisabled(Conflict):
    """Nothing of the kind can be done for a disabled account."""

    code, message = "person-disabled", N_("该账号已停用。")


class ClientDisabled(Conflict):
    """The API client was disabled before."""

    code, message = "client-disabled", N_("该接口客户端已停用。")
