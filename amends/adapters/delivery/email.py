"""E-mail, through whatever Django is set up with: an SMTP server, or a provider by anymail."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from email.errors import MessageError
from email.headerregistry import Address
from email.utils import parseaddr

from anymail.exceptions import AnymailAPIError, AnymailInvalidAddress, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from amends.adapters.delivery.base import Parcel, Send, TransportError

_OURS_TO_MEND = frozenset({401, 403, 408, 429})  # a provider's answers about us, not about this mail


class Email:
    """The way out by e-mail; needs no settings of its own."""

    @contextmanager
    def session(self) -> Iterator[Send]:
        """One connection for a batch; after a failure the next parcel gets a fresh one."""
        connection = get_connection()
        opened = False

        def send(parcel: Parcel) -> None:
            nonlocal opened
            try:
                mail = letter_of(parcel, connection)
                opened = opened or bool(connection.open())
                mail.send()
            except Exception as error:
                failure = _failure(error)
                if failure is None:
                    raise
                if not failure.permanent:
                    connection.close()
                    opened = False
                raise failure from error

        try:
            yield send
        finally:
            connection.close()


def letter_of(parcel: Parcel, connection: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """The mail: text and HTML parts, the given Message-ID, and the thread it belongs to (RFC 5322 3.6.4)."""
    headers = {"Message-ID": parcel.message_id, "Content-Language": parcel.language}
    if parcel.references:
        headers["In-Reply-To"] = parcel.references[-1]
        headers["References"] = " ".join(parcel.references)
    if parcel.automatic:
        headers["Auto-Submitted"] = "auto-generated"  # RFC 3834
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    mail = EmailMultiAlternatives(
        subject=_one_line(parcel.subject),
        body=parcel.text,
        from_email=str(Address(_one_line(parcel.from_name), addr_spec=sender)),
        to=[parcel.to_address],
        reply_to=[parcel.reply_to] if parcel.reply_to else None,
        headers=headers,
        connection=connection,
    )
    mail.attach_alternative(parcel.html, "text/html")
    return mail


def _one_line(text: str) -> str:
    """What stands in the head of a mail is one line, whatever was once kept as a name."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _failure(error: Exception) -> TransportError | None:
    """What an exception of the mail library means; None for one that is a defect of ours."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
        return TransportError(_words(code, words), permanent=500 <= code < 600)
    if isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPConnectError | smtplib.SMTPHeloError):
        return TransportError(_words(error.smtp_code, error.smtp_error), permanent=False)
    if isinstance(error, smtplib.SMTPResponseException):
        return TransportError(
            _words(error.smtp_code, error.smtp_error), permanent=500 <= error.smtp_code < 600
        )
    # An address, a name or a subject of which no mail can be made: this one goes nowhere, and the others go on.
    if isinstance(error, AnymailRecipientsRefused | AnymailInvalidAddress | ValueError | MessageError):
        return TransportError(str(error)[:200], permanent=True)
    if isinstance(error, AnymailAPIError):
        status = error.status_code or 0
        return TransportError(str(error)[:200], permanent=400 <= status < 500 and status not in _OURS_TO_MEND)
    if isinstance(error, smtplib.SMTPException | OSError):
        return TransportError(str(error)[:200] or type(error).__name__, permanent=False)
    return None


def _words(code: int, said: bytes | str) -> str:
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return f"{code} {text}"[:200]
