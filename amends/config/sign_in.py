"""Who may have a user: colleagues whom an operator added, and nobody by signing up."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy


class KnownPasswordHasher(PBKDF2PasswordHasher):
    """For the demonstration, whose password everybody knows: it need not be hard to guess, but quick to check."""

    iterations = 1_000


class StaffOnly(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes allauth's sign-up; sign-in, password reset and second factors stay."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy(
            "This e-mail and this password do not belong together. Try again, or get a new password below."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: colleagues are added by `amends staff add` or on the staff page."""
        return False


class SecondStep(DefaultMFAAdapter):  # type: ignore[misc]
    """The second factor, with what to do next where its code is not right."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy(
            "That is not the code of this moment. Type the six digits that the app shows now."
        ),
    }


def kept_by_operators(request: HttpRequest) -> HttpResponse:
    """Stands where allauth lets people keep addresses of their own: an operator says what a colleague signs in with."""
    raise Http404
