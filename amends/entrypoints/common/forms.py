"""Brings what a command refused back to the form it came from: at the field at fault, with everything typed kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.translation import gettext as _

from amends.core.refusal import Refusal
from amends.entrypoints.common.problems import errors_by_field
from amends.kernel.context import Context, NotPermitted
from amends.kernel.idempotency import IdempotencyKeyReused


def show_refusal(form: BaseForm, refusal: Refusal, *, fields: Mapping[str, str] | None = None) -> None:
    """Add `refusal` to a bound form; `fields` maps a command's field names to the form's where they differ.

    What belongs to no field of the form is shown above it. Whoever may not at all is told so on a page of its own:
    `NotPermitted` is raised again.
    """
    if isinstance(refusal, NotPermitted):
        raise refusal
    if isinstance(refusal, IdempotencyKeyReused):
        words = _("You sent this a moment ago, with other words. Send it once more if you mean to.")
        form.add_error(None, words)
        return
    names = fields or {}
    for field, sentences in errors_by_field(refusal).items():
        name = names.get(field, field)
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, sentence)


def screen_key(request: HttpRequest) -> str:
    """The number of one opened screen (its field `key`), so that a double tap acts once; "" where it is none."""
    text = request.POST.get("key", "")
    return text if 8 <= len(text) <= 40 and text.isascii() and text.isalnum() else ""


def once(request: HttpRequest, ctx: Context, screen: str) -> Context:
    """The context in which the opened `screen` acts once, however often its button is tapped (`{% screen_key %}`)."""
    key = screen_key(request)
    return replace(ctx, idempotency_key=f"{screen}:{key}") if key else ctx
