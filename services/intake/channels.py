"""How a notice reaches a petitioner: a file to print, mail by SMTP, or an SMS gateway of one's own.

A `repeatable` channel may be asked twice for one notice (a stop between sending and recording it) and the
person still gets it once: the file has the same name, a gateway the same key. Mail has the same Message-ID,
but no server is bound to mind it: mail is not repeatable. Channels say nothing of a notice in any log.
"""

from __future__ import annotations

import asyncio
import os
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate
from pathlib import Path
from typing import Any, Final, Protocol

from services.common.failures import Transient

_SECONDS: Final = 20


@dataclass(frozen=True, slots=True)
class Letter:
    """One notice to one person: `id` is the same however often it is sent."""

    id: str
    subject: str
    text: str
    person: Mapping[str, str]


class Unclear(Exception):
    """Whether the letter went out cannot be known: the answer was lost after all of it was handed over."""


class Channel(Protocol):
    """A way to a person. `name` goes into the event; `fits` says whether this person can be reached so."""

    @property
    def name(self) -> str:
        """What the event says."""

    @property
    def repeatable(self) -> bool:
        """Whether a second sending under the same id reaches nobody twice."""

    def fits(self, person: Mapping[str, str]) -> bool:
        """Whether the person has what this way needs."""

    async def send(self, letter: Letter) -> None:
        """Sends it. Transient where it surely was not sent and trying again may help; Unclear where nobody
        knows; any other failure: it was refused, the next way is taken.
        """


class SmsGateway(Protocol):
    """What a provider of SMS has to offer; there is none in here, for each province has its own."""

    async def text(self, phone: str, words: str, key: str) -> None:
        """Sends words to a number, once per `key`. Transient where trying again may help."""


@dataclass(frozen=True, slots=True)
class SmsChannel:
    """SMS through a gateway that is given."""

    gateway: SmsGateway
    name: str = "SMS"
    repeatable: bool = True

    def fits(self, person: Mapping[str, str]) -> bool:
        """Everybody with a phone."""
        return bool(person.get("phone"))

    async def send(self, letter: Letter) -> None:
        """One text."""
        await self.gateway.text(letter.person["phone"], letter.text, letter.id)


@dataclass(frozen=True, slots=True)
class FileChannel:
    """Letters to print (网下告知), one file each; readable by the service's user alone."""

    folder: Path
    name: str = "LETTER"
    repeatable: bool = True

    def fits(self, person: Mapping[str, str]) -> bool:
        """Everybody who has a name: a letter can be sent or handed over."""
        return bool(person.get("name"))

    async def send(self, letter: Letter) -> None:
        """Writes the file whole or not at all."""
        await asyncio.to_thread(self._write, letter)

    def _write(self, letter: Letter) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = self.folder / f"{letter.id.replace('/', '_').replace(':', '_')}.txt"
        fresh = file.with_suffix(f".{os.getpid()}.new")
        with os.fdopen(
            os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
        ) as out:
            out.write(f"{letter.person['name']}:\n{letter.subject}\n\n{letter.text}\n")
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(file)


@dataclass(frozen=True, slots=True)
class SmtpChannel:
    """Mail by an SMTP server, with STARTTLS unless it is said to be without."""

    host: str
    port: int
    sender: str
    tls: bool = True
    name: str = "EMAIL"
    repeatable: bool = False

    def fits(self, person: Mapping[str, str]) -> bool:
        """Everybody with a mail address."""
        return bool(person.get("email"))

    async def send(self, letter: Letter) -> None:
        """One mail. Transient for a server that is away or says 4xx, Unclear for one that went silent."""
        try:
            await asyncio.to_thread(self._send, letter)
        except smtplib.SMTPException as exc:
            code = _code_of(exc)
            if not 500 <= code < 600:  # away, or for now; 5xx is for good: the next way
                raise Transient(f"SMTP {self.host}:{self.port}: {type(exc).__name__} {code}") from None
            raise
        except OSError as exc:
            raise Transient(f"SMTP {self.host}:{self.port}: {type(exc).__name__}") from None

    def _send(self, letter: Letter) -> None:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self.sender, letter.person["email"], letter.subject
        mail["Message-ID"] = f"<{letter.id.replace('/', '.').replace(':', '.')}@sankua>"
        mail["Date"] = formatdate(localtime=False)
        mail.set_content(letter.text)
        server = _Server(self.host, self.port, timeout=_SECONDS)
        try:
            if self.tls:
                server.starttls(context=ssl.create_default_context())
            server.send_message(mail)
        finally:
            _bid_farewell(server)


class _Server(smtplib.SMTP):
    """Tells a mail that was not handed over from one whose answer was lost."""

    def data(self, msg: Any) -> tuple[int, bytes]:
        """The text of the mail. Unclear where the connection breaks before the answer to it."""
        try:
            return super().data(msg)
        except (smtplib.SMTPServerDisconnected, TimeoutError, ConnectionError) as exc:
            raise Unclear(f"SMTP {self._host}: {type(exc).__name__}") from None  # type: ignore[attr-defined]


def _bid_farewell(server: smtplib.SMTP) -> None:
    """QUIT; what goes wrong with it changes nothing about the mail before it."""
    try:
        server.quit()
    except (smtplib.SMTPException, OSError):
        server.close()


def _code_of(exc: smtplib.SMTPException) -> int:
    """The server's answer; 0 where there was none."""
    if isinstance(exc, smtplib.SMTPResponseException):
        return int(exc.smtp_code)
    if isinstance(exc, smtplib.SMTPRecipientsRefused):
        return max((int(code) for code, _ in exc.recipients.values()), default=0)
    return 550 if isinstance(exc, smtplib.SMTPNotSupportedError) else 0
