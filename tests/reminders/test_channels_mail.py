"""E-mail against a server that refuses, hangs up at every step, talks without end, or knows no encryption."""

import socket
import ssl
import time
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest

from app.core.config import Settings
from app.reminders.channels.base import Answer, Notice, Verdict
from app.reminders.channels.smtp import Mail
from tests.reminders.certificates import Certificate
from tests.reminders.gateways import nobody, post_office

NOTICE = Notice(2, "https://jishi.example.gov.cn/inbox", "019b0000-0000-7000-8000-000000000002")
TO, SENDER, PASSWORD = "zhou@example.gov.cn", "jishi@example.gov.cn", "smtp-password-0123456789"


def send(port: int, context: ssl.SSLContext | None = None, **more: Any) -> Answer:
    values: dict[str, Any] = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_tls": "none", "smtp_from": SENDER}
    settings = Settings(_env_file=None, channel_timeout=0.2, **(values | more))
    return Mail(settings, context).send(TO, NOTICE)


def told(answer: Answer) -> tuple[str, str]:
    return answer.verdict, answer.code


def test_a_letter_says_how_many_and_where_and_nothing_else() -> None:
    with post_office() as office:
        assert told(send(office.port)) == ("accepted", "ok")
    letter = message_from_bytes(office.letters[0].removesuffix(b".\r\n"), policy=default)
    assert letter.get_content() == "你有2项待办\nhttps://jishi.example.gov.cn/inbox\n"
    assert (letter["From"], letter["To"], letter["Subject"]) == (SENDER, TO, "纪实提醒")
    assert letter["Message-ID"] == f"<{NOTICE.key}@example.gov.cn>"
    assert office.heard[:4] == ["ehlo jishi", f"MAIL FROM:<{SENDER}>", f"RCPT TO:<{TO}>", "DATA"]
    assert len(office.letters) == 1


def hang_up(_: socket.socket) -> None:
    """The connection ends."""


def sleep(_: socket.socket) -> None:
    time.sleep(0.6)


def talk(connection: socket.socket) -> None:
    for _ in range(200):
        connection.sendall(b"250-" + b"y" * 1000 + b"\r\n")


def drip(connection: socket.socket) -> None:
    for _ in range(100):
        connection.sendall(b"250-y\r\n")
        time.sleep(0.05)


def babble(connection: socket.socket) -> None:
    connection.sendall(b"y" * 9000 + b"\r\n")


BEFORE = ("CONNECT", "EHLO", "MAIL", "RCPT", "DATA")


FAULTS = [(verb, fault) for verb in (*BEFORE, ".") for fault in (hang_up, sleep)]
FAULTS += [(verb, fault) for verb in ("EHLO", ".") for fault in (talk, drip, babble)]


@pytest.mark.parametrize(("verb", "fault"), FAULTS)
def test_before_the_text_nothing_was_taken_and_after_it_nobody_knows(
    verb: str, fault: Callable[[socket.socket], None]
) -> None:
    with post_office(faults={verb: fault}) as office:
        began = time.monotonic()
        answer = send(office.port)
        assert time.monotonic() - began < 1.5
    assert answer.verdict is (Verdict.UNKNOWN if verb == "." else Verdict.LATER)
    assert len(office.letters) == (verb == ".")


REPLIES = [
    ("CONNECT", "554 no", "later", "smtp-554"),
    ("CONNECT", "421 busy", "later", "smtp-421"),
    ("EHLO", "500 what", "later", "smtp-greeting"),
    ("MAIL", "451 later", "later", "smtp-451"),
    ("MAIL", "550 not from you", "later", "smtp-550"),
    ("RCPT", "450 greylisted", "later", "smtp-450"),
    ("RCPT", "550 no such user", "refused", "smtp-550"),
    ("RCPT", "yes yes", "later", "smtp--1"),
    ("DATA", "554 no", "refused", "smtp-554"),
    ("DATA", "250 sure", "later", "smtp-250"),
    (".", "550 spam", "refused", "smtp-550"),
    (".", "452 full", "later", "smtp-452"),
    (".", "354 more", "unknown", "unreadable"),
    (".", "ok", "unknown", "unreadable"),
]


@pytest.mark.parametrize(("verb", "reply", "verdict", "code"), REPLIES)
def test_a_reply_means_what_its_place_makes_it_mean(verb: str, reply: str, verdict: str, code: str) -> None:
    replies = {verb: reply, "HELO": "500 what"} if verb == "EHLO" else {verb: reply}
    with post_office(replies=replies) as office:
        assert told(send(office.port)) == (verdict, code)
    assert len(office.letters) == (verb == ".")


def test_where_nobody_listens_nothing_was_taken() -> None:
    assert told(send(nobody())) == ("later", "connect")


@pytest.mark.parametrize("mode", ["starttls", "tls"])
def test_the_letter_and_the_password_travel_encrypted(certificate: Certificate, mode: str) -> None:
    with post_office(context=certificate[0], at_once=mode == "tls") as office:
        answer = send(office.port, certificate[1], smtp_tls=mode, smtp_user="jishi", smtp_password=PASSWORD)
    assert told(answer) == ("accepted", "ok")
    verbs = [line.split()[0].upper() for line in office.heard]
    assert verbs.index("AUTH") > (verbs.index("STARTTLS") if mode == "starttls" else -1)


@pytest.mark.parametrize("mode", ["starttls", "tls"])
def test_whoever_shows_an_unknown_certificate_gets_nothing(certificate: Certificate, mode: str) -> None:
    with post_office(context=certificate[0], at_once=mode == "tls") as office:
        answer = send(office.port, smtp_tls=mode, smtp_user="jishi", smtp_password=PASSWORD)
    assert answer.verdict is Verdict.LATER
    assert [line for line in office.heard if not line.lower().startswith(("ehlo", "starttls"))] == []


def test_a_server_without_encryption_gets_nothing() -> None:
    with post_office(replies={"EHLO": "250 here"}) as office:
        answer = send(office.port, smtp_tls="starttls", smtp_user="jishi", smtp_password=PASSWORD)
    assert (answer.verdict, answer.pause) == (Verdict.LATER, 900.0)
    assert office.heard == ["ehlo jishi"]


def test_a_wrong_password_is_the_houses_fault(certificate: Certificate) -> None:
    with post_office(context=certificate[0], replies={"AUTH": "535 no"}) as office:
        answer = send(office.port, certificate[1], smtp_tls="starttls", smtp_user="jishi", smtp_password=PASSWORD)
    assert (answer.verdict, answer.code, answer.pause) == (Verdict.LATER, "smtp-535", 900.0)
    assert office.letters == []


def test_an_address_with_a_line_in_it_says_nothing_to_the_server() -> None:
    with post_office() as office:
        settings = Settings(
            _env_file=None,
            channel_timeout=0.2,
            smtp_host="127.0.0.1",
            smtp_port=office.port,
            smtp_tls="none",
            smtp_from=SENDER,
        )
        answer = Mail(settings).send("zhou@example.gov.cn>\r\nDATA", NOTICE)
    assert answer.verdict is Verdict.LATER
    assert office.heard == ["ehlo jishi", f"MAIL FROM:<{SENDER}>"]
