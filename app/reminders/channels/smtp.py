"""电子邮件 by SMTP: encrypted unless the settings say otherwise, plain text, one recipient, done by a deadline."""

import io
import smtplib
import socket
import ssl
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import format_datetime
from typing import Any

from app.core import clock
from app.core.config import Settings
from app.reminders.channels.base import Answer, Notice, accepted, later, refused, unknown
from app.reminders.channels.exchange import BUSY_PAUSE, HOUSE_PAUSE, MOST_READ, deadline, shut, trusted

_SUBJECT = "纪实提醒"


class _Bounded(io.BufferedReader):
    """A server's words, up to so many bytes."""

    def __init__(self, raw: Any) -> None:
        super().__init__(raw)
        self._left = MOST_READ

    def readline(self, size: int | None = -1, /) -> bytes:
        """The next line; a broken connection once too much was said."""
        line = super().readline(size)
        self._left -= len(line)
        if self._left < 0:
            raise OSError("a server that does not stop talking")
        return line


class _Client(smtplib.SMTP):
    """smtplib's client, with an end to what it reads; TLS from the start when `tls` is given."""

    file: Any = None

    def __init__(self, host: str, timeout: float, tls: ssl.SSLContext | None) -> None:
        super().__init__(local_hostname="jishi", timeout=timeout)
        self._host, self.tls = host, tls

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        connection = socket.create_connection((host, port), timeout)
        self.sock = connection  # so that the deadline reaches a handshake too
        return self.tls.wrap_socket(connection, server_hostname=host) if self.tls else connection

    def getreply(self) -> tuple[int, bytes]:
        """One reply."""
        if self.file is None and self.sock is not None:
            self.file = _Bounded(self.sock.makefile("rb").detach())
        return super().getreply()


class Mail:
    """Sends from one mailbox over one relay."""

    def __init__(self, settings: Settings, context: ssl.SSLContext | None = None) -> None:
        self._host, self._port, self._tls = settings.smtp_host, settings.smtp_port, settings.smtp_tls
        self._user, self._password = settings.smtp_user, settings.smtp_password
        self._from, self._timeout = settings.smtp_from, settings.channel_timeout
        self._context = context or trusted()

    def send(self, address: str, notice: Notice) -> Answer:
        """Once. Before the text nothing is taken; from there on only the answer tells."""
        client = _Client(self._host, self._timeout, self._context if self._tls == "tls" else None)
        told = False
        try:
            with deadline(3 * self._timeout, lambda: shut(client.sock)):
                answer = self._prepare(client, address)
                if answer is None:
                    told = True
                    answer = self._hand_over(client, address, notice)
                return answer
        except (smtplib.SMTPException, OSError, ValueError) as error:
            fault = _fault(error, client)
        finally:
            client.close()
        return unknown(fault.code) if told else fault

    def _prepare(self, client: _Client, address: str) -> Answer | None:
        """Up to the server's word to go on with the text; an answer when it says no."""
        code, _ = client.connect(self._host, self._port)
        if code != 220:
            return later(f"smtp-{code}", BUSY_PAUSE)
        client.ehlo_or_helo_if_needed()
        if self._tls == "starttls":
            client.starttls(context=self._context)  # raises when the server offers none
            client.ehlo()
        if self._user and self._password is not None:
            client.login(self._user, self._password.get_secret_value())
        for verb, argument in (("MAIL", f"FROM:<{self._from}>"), ("RCPT", f"TO:<{address}>"), ("DATA", "")):
            code, _ = client.docmd(verb, argument)
            if code != 354 if verb == "DATA" else not 200 <= code < 300:
                return _refusal(code, whole=verb == "MAIL")
        return None

    def _hand_over(self, client: _Client, address: str, notice: Notice) -> Answer:
        text = self._message(address, notice).as_bytes(policy=WIRE)
        client.send(text if text.endswith(b"\r\n") else text + b"\r\n")
        client.send(b".\r\n")
        code, _ = client.getreply()
        if 200 <= code < 300:
            return accepted()
        return _refusal(code) if 400 <= code < 600 else unknown("unreadable")

    def _message(self, address: str, notice: Notice) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._from, address, _SUBJECT
        message["Date"] = format_datetime(clock.now())
        message["Message-ID"] = f"<{notice.key}@{self._from.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(f"{notice.text}\n{notice.link}\n", cte="base64")
        return message


def _refusal(code: int, *, whole: bool = False) -> Answer:
    """4xx asks to come again; 5xx is about this address, or about the house when its own mailbox is refused."""
    if not 500 <= code < 600:
        return later(f"smtp-{code}", BUSY_PAUSE if code in (421, 452) else None)
    return later(f"smtp-{code}", HOUSE_PAUSE) if whole else refused(f"smtp-{code}")


def _fault(error: Exception, client: smtplib.SMTP) -> Answer:
    """What went wrong, as long as no text was sent."""
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return later("timeout" if isinstance(error.__context__, TimeoutError) else "broken")
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return later(f"smtp-{error.smtp_code}", HOUSE_PAUSE)
    if isinstance(error, smtplib.SMTPException):
        return later("smtp-greeting", HOUSE_PAUSE)
    if isinstance(error, TimeoutError):
        return later("timeout")
    return later("connect" if client.sock is None else "broken")
