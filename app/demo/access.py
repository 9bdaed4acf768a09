"""Devices of the demo's people: a phone beside the desk, and a program, so that 登录设备 has something to end."""

import secrets
from datetime import timedelta

from app.accounts.idle import PHONE_DAYS
from app.accounts.models import BrowserSession, Person, RefreshToken
from app.accounts.tokens import hash_token
from app.core.ids import new_id
from app.core.work import Work

WECHAT = "Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0.49"
SINCE = timedelta(days=5)


def sign_in_devices(work: Work, people: dict[str, Person]) -> None:
    """A WeChat phone for each account of the list, and a program for finance; their secrets are thrown away."""
    until = work.now + timedelta(days=PHONE_DAYS)
    for number, login in enumerate(("cadre", "supervisor", "leader", "orgadmin", "finance"), start=1):
        work.session.add(
            BrowserSession(
                person_id=people[login].id,
                token_hash=_thrown_away(),
                user_agent=WECHAT,
                address=f"10.20.3.{number * 7}",
                phone=True,
                created_at=work.now - SINCE,
                last_seen_at=work.now - timedelta(hours=3 * number),
                expires_at=until,
            )
        )
    program = RefreshToken(
        family_id=new_id(),
        person_id=people["finance"].id,
        token_hash=_thrown_away(),
        created_at=work.now - timedelta(hours=2),
        expires_at=until,
        user_agent="caizheng-export/1.4",
        address="10.20.3.90",
        started_at=work.now - SINCE,
    )
    work.session.add(program)


def _thrown_away() -> str:
    return hash_token(secrets.token_urlsafe(32))
