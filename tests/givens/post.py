"""A real SMTP server for tests: takes mails on a port of its own, and refuses as it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.test import override_settings

Answer = Callable[[EmailMessage], str]


@dataclass
class PostOffice:
    """What arrived. `answer` says what the server replies to each mail; "250 OK" takes it."""

    taken: list[EmailMessage] = field(default_factory=list)
    connections: int = 0
    answer: Answer = lambda mail: "250 OK"

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Count who comes in."""
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """An address at `nowhere.example` does not exist; everybody else does."""
        if address.endswith("@nowhere.example"):
            return "550 5.1.1 no such person here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep the mail if the answer is yes."""
        mail = message_from_bytes(envelope.content.replace(b"\r\n", b"\n"), policy=policy.default)
        reply = self.answer(mail)
        if reply.startswith("250"):
            self.taken.append(mail)
        return reply


@contextmanager
def a_post_office(*, port: int = 0) -> Iterator[PostOffice]:
    """A server that listens while the block runs, with Django set up to send to it."""
    office = PostOffice()
    controller = _OnAnyPort(office, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        with override_settings(
            EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
            EMAIL_HOST="127.0.0.1",
            EMAIL_PORT=controller.port,
            EMAIL_TIMEOUT=5,
        ):
            yield office
    finally:
        controller.stop()


class _OnAnyPort(Controller):
    """A controller that takes whatever port is free, and knows which one it got."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()
