"""The sign-in library's forms in our own words: its fields and checks, our labels, nothing said twice."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from django.utils.translation import gettext_lazy as _

LABELS = {
    "login": _("E-mail"),
    "email": _("E-mail"),
    "password": _("Password"),
    "remember": _("Keep me signed in on this device"),
    "oldpassword": _("The password so far"),
    "password1": _("The new password"),
    "password2": _("The new password, once more"),
}


class InOurWords:
    """Our labels on the fields that a form of the library has."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.label = LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)


class SignIn(InOurWords, account.LoginForm):  # type: ignore[misc]
    """Address and password; one begins to type at once, and the way round a forgotten one stands below the button."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autofocus"] = True
        self.fields["password"].help_text = ""


class ChangePassword(InOurWords, account.ChangePasswordForm):  # type: ignore[misc]
    """The password so far, and another one."""


class SetPassword(InOurWords, account.SetPasswordForm):  # type: ignore[misc]
    """A first password."""


class ResetPassword(InOurWords, account.ResetPasswordForm):  # type: ignore[misc]
    """The address to which a way in is sent."""


class NewPassword(InOurWords, account.ResetPasswordKeyForm):  # type: ignore[misc]
    """Another password, by the link of a mail."""


class OnceMore(InOurWords, account.ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something grave."""
