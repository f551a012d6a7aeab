"""Who may have a user: colleagues whom an operator added, and nobody by signing up."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
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


def kept_by_operators(request: HttpRequest) -> HttpResponse:
    """Stands where allauth lets people keep addresses of their own: an operator says what a colleague signs in with."""
    raise Http404
