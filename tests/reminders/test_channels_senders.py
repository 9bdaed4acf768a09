"""企业微信, 钉钉 and SMS against servers that refuse, delay, drop, limit and lie: one verdict each, one sending."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from app.core.config import Settings
from app.reminders.channels.base import MOST_WAIT, Notice, Sender, Verdict
from app.reminders.channels.dingtalk import DingTalk
from app.reminders.channels.exchange import Exchange, NotTaken
from app.reminders.channels.sms import Sms
from app.reminders.channels.wecom import WeCom
from tests.reminders.certificates import Certificate
from tests.reminders.gateways import (
    Gateway,
    Script,
    dripping,
    endless,
    gateway,
    hangs_up,
    nobody,
    says,
    silent,
    truncated,
)

NOTICE = Notice(3, "https://jishi.example.gov.cn/inbox", "019b0000-0000-7000-8000-000000000001")
SECRETS = ("wecom-secret-0123456789", "dingtalk-secret-0123456789", "sms-token-0123456789")
ADDRESSES = {"wecom": "zhou.ganbu", "dingtalk": "manager9527", "sms": "13800001234"}
TOKEN, SEND = {}, {"wecom": "/cgi-bin/message/send", "sms": "/sms"}
TOKEN |= {"wecom": "/cgi-bin/gettoken", "dingtalk": "/gettoken"}
SEND |= {"dingtalk": "/topapi/message/corpconversation/asyncsend_v2"}
GOOD: dict[str, Any] = {"wecom": {"errcode": 0, "errmsg": "ok", "invaliduser": "", "msgid": "m1"}}
GOOD |= {"dingtalk": {"errcode": 0, "errmsg": "ok", "task_id": 256271667526, "request_id": "r"}, "sms": {"code": 0}}
APPS = ("wecom", "dingtalk")
ALL = (*APPS, "sms")


def settings(url: str, **more: Any) -> Settings:
    values: dict[str, Any] = {
        "public_url": "https://jishi.example.gov.cn",
        "channel_timeout": 0.2,
        "wecom_url": url,
        "wecom_corp_id": "ww0001",
        "wecom_agent_id": 1000002,
        "wecom_secret": SECRETS[0],
        "dingtalk_url": url,
        "dingtalk_app_key": "ding0001",
        "dingtalk_app_secret": SECRETS[1],
        "dingtalk_agent_id": 153858650,
        "sms_url": f"{url}/sms",
        "sms_token": SECRETS[2],
        "sms_answer_field": "code",
        "sms_answer_busy": ["429", "isv.LIMIT"],
    }
    return Settings(_env_file=None, **(values | more))


@pytest.fixture
def server() -> Iterator[Gateway]:
    with gateway() as server:
        for name in APPS:
            server.on(TOKEN[name], says({"errcode": 0, "errmsg": "ok", "access_token": "tok-1", "expires_in": 7200}))
        for name in ALL:
            server.on(SEND[name], says(GOOD[name]))
        yield server


def sender(name: str, server: Gateway | str, **more: Any) -> Sender:
    url = server if isinstance(server, str) else server.url
    return {"wecom": WeCom, "dingtalk": DingTalk, "sms": Sms}[name](settings(url, **more))


def sent(name: str, server: Gateway, *scripts: Script) -> tuple[str, str]:
    if scripts:
        server.on(SEND[name], *scripts)
    answer = sender(name, server).send(ADDRESSES[name], NOTICE)
    return answer.verdict, answer.code


def test_a_card_to_one_member_of_wecom(server: Gateway) -> None:
    assert sent("wecom", server) == ("accepted", "ok")
    asked, posted = server.calls
    assert asked.query == {"corpid": "ww0001", "corpsecret": SECRETS[0]}
    assert (posted.method, posted.query) == ("POST", {"access_token": "tok-1"})
    assert posted.json == {
        "touser": "zhou.ganbu",
        "msgtype": "textcard",
        "agentid": 1000002,
        "textcard": {"title": "纪实提醒", "description": "你有3项待办", "url": NOTICE.link, "btntxt": "查看"},
        "enable_duplicate_check": 1,
        "duplicate_check_interval": 1800,
    }
    assert b"\\u" not in posted.body  # escaped characters are refused there with 40033


def test_a_work_notice_to_one_member_of_dingtalk(server: Gateway) -> None:
    assert sent("dingtalk", server) == ("accepted", "ok")
    asked, posted = server.calls
    assert asked.query == {"appkey": "ding0001", "appsecret": SECRETS[1]}
    assert posted.json == {
        "agent_id": 153858650,
        "userid_list": "manager9527",
        "msg": {"msgtype": "text", "text": {"content": f"你有3项待办 {NOTICE.link}"}},
    }


def test_an_sms_in_the_gateways_own_form(server: Gateway) -> None:
    form = {"to": ["{address}"], "sign": "云浦组工", "params": {"n": "{count}", "say": "{text}：{link}"}, "id": "{id}"}
    answer = sender("sms", server, sms_body=form).send("13800001234", NOTICE)
    (posted,) = server.calls
    assert answer.verdict is Verdict.ACCEPTED
    assert posted.headers["Authorization"] == f"Bearer {SECRETS[2]}"
    assert posted.json == {
        "to": ["13800001234"],
        "sign": "云浦组工",
        "params": {"n": "3", "say": f"你有3项待办：{NOTICE.link}"},
        "id": NOTICE.key,
    }


def test_a_gateway_with_its_own_header_for_the_key(server: Gateway) -> None:
    sender("sms", server, sms_token_header="X-Api-Key").send("13800001234", NOTICE)
    assert server.calls[0].headers["X-Api-Key"] == SECRETS[2]
    assert "Authorization" not in server.calls[0].headers


@pytest.mark.parametrize("name", ALL)
def test_nothing_of_anybody_is_in_the_bytes_but_the_address(server: Gateway, name: str) -> None:
    sent(name, server)
    said = server.calls[-1].body.decode().replace(ADDRESSES[name], "")
    for part in (NOTICE.link, "你有3项待办", "纪实提醒"):
        said = said.replace(part, "")
    assert not [letter for letter in said if "\u4e00" <= letter <= "\u9fff" and letter not in "查看"]


FAULTS: list[tuple[str, Script, str, str]] = [
    ("silence", silent, "unknown", "timeout"),
    ("drop", hangs_up, "unknown", "broken"),
    ("truncated", truncated, "unknown", "broken"),
    ("endless", endless, "unknown", "too-long"),
    ("dripping", dripping, "unknown", "broken"),
    ("no JSON", says(b"<html>ok</html>"), "unknown", "unreadable"),
    ("a list", says([{"errcode": 0, "code": 0}]), "unknown", "unreadable"),
    ("empty", says(b""), "unknown", "unreadable"),
    ("redirect", says(b"", 302, Location="/elsewhere"), "unknown", "http-302"),
    ("kept method", says(b"", 307, Location="/elsewhere"), "unknown", "http-307"),
    ("bad gateway", says(b"", 502), "unknown", "http-502"),
    ("gateway time-out", says(b"", 504), "unknown", "http-504"),
    ("own fault", says(b"", 500), "later", "http-500"),
    ("not now", says(b"", 503), "later", "http-503"),
    ("limited", says(b"", 429, Retry_After="90"), "later", "http-429"),
    ("bad request", says(b"", 400), "refused", "http-400"),
    ("forbidden", says(b"", 403), "refused", "http-403"),
]


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize(("script", "verdict", "code"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_what_went_wrong_has_one_meaning_and_is_tried_once(
    server: Gateway, name: str, script: Script, verdict: str, code: str
) -> None:
    assert sent(name, server, script) == (verdict, code)
    assert len(server.to(SEND[name])) == 1
    assert server.to("/elsewhere") == []


@pytest.mark.parametrize("name", ALL)
def test_a_server_that_reads_nothing_may_still_have_been_reached(server: Gateway, name: str) -> None:
    good = sender(name, server)
    good.send(ADDRESSES[name], NOTICE)
    server.refuses_to_read = True
    assert good.send(ADDRESSES[name], NOTICE).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize("name", ALL)
def test_where_nobody_listens_nothing_was_taken(name: str) -> None:
    answer = sender(name, f"http://127.0.0.1:{nobody()}").send(ADDRESSES[name], NOTICE)
    assert (answer.verdict, answer.code.removeprefix("token-")) == (Verdict.LATER, "connect")


@pytest.mark.parametrize("name", ALL)
def test_a_name_that_is_nobodys_was_not_reached(name: str) -> None:
    answer = sender(name, "https://nowhere.invalid").send(ADDRESSES[name], NOTICE)
    assert answer.verdict is Verdict.LATER


@pytest.mark.parametrize(
    ("asked", "pause"), [("90", 90.0), ("0", 1.0), ("99999999", MOST_WAIT), ("soon", 60.0), ("Sun, 99 Foo", 60.0)]
)
def test_how_long_to_wait_is_heeded_within_reason(server: Gateway, asked: str, pause: float) -> None:
    server.on("/sms", says(b"", 429, Retry_After=asked))
    assert sender("sms", server).send("13800001234", NOTICE).pause == pause


CODES = [
    ("wecom", 81013, "refused", None),
    ("wecom", 40003, "refused", None),
    ("wecom", 60111, "refused", None),
    ("wecom", 45009, "later", 60.0),
    ("wecom", 45033, "later", 60.0),
    ("wecom", -1, "later", 60.0),
    ("wecom", 60020, "later", 900.0),
    ("wecom", 48002, "later", 900.0),
    ("dingtalk", 33012, "refused", None),
    ("dingtalk", 143106, "refused", None),
    ("dingtalk", 143103, "later", 60.0),
    ("dingtalk", 90018, "later", 60.0),
    ("dingtalk", -1, "later", 60.0),
]


@pytest.mark.parametrize(("name", "code", "verdict", "pause"), CODES)
def test_a_success_with_an_error_code_is_none(
    server: Gateway, name: str, code: int, verdict: str, pause: float | None
) -> None:
    server.on(SEND[name], says({"errcode": code, "errmsg": "hint: 13800001234"}))
    answer = sender(name, server).send(ADDRESSES[name], NOTICE)
    assert (answer.verdict, answer.code, answer.pause) == (verdict, f"{name}-{code}", pause)


@pytest.mark.parametrize("sub", ["60011", 60011])
def test_dingtalks_general_refusal_says_more_within(server: Gateway, sub: object) -> None:
    server.on(SEND["dingtalk"], says({"errcode": 88, "sub_code": sub, "sub_msg": "没有调用该接口的权限"}))
    answer = sender("dingtalk", server).send("manager9527", NOTICE)
    assert (answer.verdict, answer.code, answer.pause) == (Verdict.LATER, "dingtalk-60011", 900.0)


LIES: list[tuple[str, Any, str, str]] = [
    ("wecom", {"errcode": 0, "invaliduser": "ZHOU.GANBU"}, "refused", "wecom-invaliduser"),
    ("wecom", {"errcode": 0, "unlicenseduser": "zhou.ganbu"}, "refused", "wecom-unlicenseduser"),
    ("wecom", {"errcode": 0, "invaliduser": "somebody.else"}, "unknown", "other-person"),
    ("wecom", {"errcode": 0, "invaliduser": "zhou.ganbu|somebody.else"}, "unknown", "other-person"),
    ("wecom", {"errcode": 0, "invaliduser": ["zhou.ganbu"]}, "unknown", "other-person"),
    ("wecom", {"errcode": "0", "errmsg": "ok"}, "unknown", "unreadable"),
    ("wecom", {"errcode": False}, "unknown", "unreadable"),
    ("wecom", {"errcode": 10**30}, "unknown", "unreadable"),
    ("wecom", {"errmsg": "ok"}, "unknown", "unreadable"),
    ("dingtalk", {"errcode": 0, "errmsg": "ok"}, "unknown", "no-task"),
    ("dingtalk", {"errcode": 0, "task_id": True}, "unknown", "no-task"),
    ("sms", {"code": {"value": 0}}, "unknown", "unreadable"),
    ("sms", {"other": 0}, "unknown", "unreadable"),
    ("sms", {"code": 1062}, "refused", "sms-1062"),
    ("sms", {"code": "13800001234"}, "refused", "sms-refused"),
    ("sms", {"code": "周干部"}, "refused", "sms-refused"),
    ("sms", {"code": "isv.LIMIT"}, "later", "sms-isv.LIMIT"),
]


@pytest.mark.parametrize(("name", "said", "verdict", "code"), LIES)
def test_what_a_server_claims_is_weighed_and_never_kept(
    server: Gateway, name: str, said: Any, verdict: str, code: str
) -> None:
    assert sent(name, server, says(said)) == (verdict, code)


@pytest.mark.parametrize("name", APPS)
@pytest.mark.parametrize("code", [40014, 42001])
def test_a_token_that_ran_out_is_fetched_anew_and_the_message_sent_again(server: Gateway, name: str, code: int) -> None:
    tokens = [{"errcode": 0, "access_token": f"tok-{number}", "expires_in": 7200} for number in (1, 2)]
    server.on(TOKEN[name], *(says(one) for one in tokens))
    expired = {"errcode": 88, "sub_code": str(code)} if name == "dingtalk" else {"errcode": code}
    assert sent(name, server, says(expired), says(GOOD[name])) == ("accepted", "ok")
    assert [call.query["access_token"] for call in server.to(SEND[name])] == ["tok-1", "tok-2"]


@pytest.mark.parametrize("name", APPS)
def test_a_second_refusal_of_the_token_is_left_for_later(server: Gateway, name: str) -> None:
    assert sent(name, server, says({"errcode": 42001})) == ("later", f"{name}-42001")
    assert len(server.to(SEND[name])) == 2


@pytest.mark.parametrize("name", APPS)
def test_a_token_is_kept_as_long_as_it_is_good_for(server: Gateway, name: str) -> None:
    kept = sender(name, server)
    assert [kept.send(ADDRESSES[name], NOTICE).verdict for _ in range(3)] == [Verdict.ACCEPTED] * 3
    assert len(server.to(TOKEN[name])) == 1


TOKENLESS: list[tuple[Script, str]] = [
    (says({"errcode": 40001, "errmsg": "invalid credential"}), "token-40001"),
    (says({"errcode": 0}), "token-unreadable"),
    (says({"errcode": 0, "access_token": "a\r\nHost: elsewhere"}), "token-unreadable"),
    (says(b"no"), "token-unreadable"),
    (says(b"", 302, Location="/elsewhere"), "token-http-302"),
    (hangs_up, "token-broken"),
    (silent, "token-timeout"),
]


@pytest.mark.parametrize("name", APPS)
@pytest.mark.parametrize(("script", "code"), TOKENLESS)
def test_without_a_token_nothing_is_sent(server: Gateway, name: str, script: Script, code: str) -> None:
    server.on(TOKEN[name], script)
    assert sent(name, server) == ("later", code)
    assert server.to(SEND[name]) == []


@pytest.mark.parametrize("name", ALL)
def test_keys_and_addresses_are_in_no_log(server: Gateway, name: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for script in (says(GOOD[name]), hangs_up, says({"errcode": 42001, "code": 9})):
        sent(name, server, script)
    told = json.dumps([record.getMessage() for record in caplog.records])
    assert not [word for word in (*SECRETS, "tok-1", *ADDRESSES.values()) if word in told]


def test_only_a_certificate_that_is_trusted_gets_anything(certificate: Certificate) -> None:
    with gateway(certificate[0]) as server:
        server.on("/sms", says({"code": 0}))
        with pytest.raises(NotTaken, match="connect"):
            Exchange(0.5).post(f"{server.url}/sms", {})
        assert server.calls == []
        assert Exchange(0.5, certificate[1]).post(f"{server.url}/sms", {}).status == 200
