"""Writes and finds templates: the organisation's own first, then what the package brings."""

from __future__ import annotations

from django.db import connection

from amends.apps.conversations.models import Template as Row
from amends.core.message.template import Stage, Template
from amends.core.message.words import shipped
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop
from amends.kernel.reading_once import read_once


class TemplateUnknown(Refusal):
    """There is no template with that code."""

    code = "template_unknown"
    kind = Kind.NOT_FOUND
    message = gettext_noop("There is no text called %(code)s. Choose one from the list, or write your own.")


@read_once
def template(code: str, language: str, business: str = "", *, field: str | None = None) -> Template:
    """The text for `code` in `language`, else in English; the organisation's own goes before the package's.

    Raises `TemplateUnknown` at `field`.
    """
    for tongue in dict.fromkeys((language, language.split("-")[0], "en")):
        own = Row.objects.own(code, tongue, business).first()
        if own is not None:
            return Template(own.code, own.language, Stage(own.stage), own.name, own.subject, own.body)
        brought = shipped(code, tongue)
        if brought is not None:
            return brought
    raise TemplateUnknown(field=field, code=code[:60])


def save_template(text: Template, *, business: str = "", is_open: bool = True) -> None:
    """Keep the organisation's own text for a code and language; it replaces what was there before."""
    assert connection.in_atomic_block
    Row.objects.update_or_create(
        code=text.code,
        language=text.language,
        business=business,
        defaults={
            "stage": text.stage.value,
            "name": text.name,
            "subject": text.subject,
            "body": text.body,
            "is_open": is_open,
        },
    )
