"""Template words: `money`, `when`, `due_words`, `icon` and their kin. `{% load amends_ui %}`.

Each is a thin door to a pure function of `wording`; the moment called now always comes from the page's context.
A template says "" for a variable it was not given, so an empty text counts as no moment here.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from amends.core.incident.lifecycle import INCIDENT_LABELS, IncidentState
from amends.core.money import Money
from amends.entrypoints.common import journal_words, wording
from amends.entrypoints.common.fact_words import fact_words
from amends.entrypoints.common.icons import ICONS
from amends.entrypoints.common.terms import role_words, scope_words

register = template.Library()

_THEMES = {"light", "dark"}


@register.simple_tag(takes_context=True)
def screen_key(context: Context) -> SafeString:
    """`{% screen_key %}` in a form that makes something: a double tap makes it once (`forms.once`)."""
    number = context["request"].ctx.random(9).hex()
    return format_html('<input type="hidden" name="key" value="{}">', number)


@register.filter
def role(value: str) -> str:
    """A role in words: `{{ held.role|role }}`."""
    return role_words(value)


@register.filter
def scope(value: str) -> str:
    """What a scope lets a program do: `{{ scope|scope }}`."""
    return scope_words(value)


@register.filter
def journal_event(event: str) -> str:
    """What an entry of the journal tells of: `{{ line.event|journal_event }}`."""
    return journal_words.event_words(event)


@register.filter
def journal_actor(actor: str, name: str) -> str:
    """Who acted in an entry of the journal: `{{ line.actor|journal_actor:line.who }}`."""
    return journal_words.actor_words(actor, name)


@register.filter
def incident_state(value: str) -> str:
    """The state of an incident in words: `{{ line.state|incident_state }}`."""
    return gettext(INCIDENT_LABELS[IncidentState(value)])


@register.filter
def language_name(tag: str) -> str:
    """`{{ customer.language|language_name }}`: a language by its name; a tag that nobody knows as it is."""
    return wording.language_words(tag)


@register.filter
def money(amount: Money) -> str:
    """`{{ offer.face_value|money }}`: the amount with its currency, written as the reader writes it."""
    return wording.money_words(amount)


@register.filter
def when(at: datetime | date | None, now: datetime) -> str:
    """`{{ event.at|when:now }}`: "14:02" today, "tomorrow 06:00", "3 May 14:02"; nothing for no moment."""
    return wording.when_words(at, now=now) if at else ""


@register.filter
def day(at: datetime | None, now: datetime) -> str:
    """`{{ period.starts_at|day:now }}`: the day alone of a moment in the reader's zone."""
    return wording.when_words(timezone.localtime(at).date(), now=now) if at else ""


@register.filter
def last_day(ends_at: datetime, now: datetime) -> str:
    """`{{ voucher.expires_at|last_day:now }}`: the last day on which something that ends at that moment is good."""
    return wording.when_words(timezone.localtime(ends_at - timedelta(microseconds=1)).date(), now=now)


@register.filter
def full_when(at: datetime | date) -> str:
    """`{{ event.at|full_when }}`: weekday, day, year, time and zone."""
    return wording.full_words(at)


@register.filter
def due_words(due_at: datetime | None, now: datetime) -> str:
    """`{{ case.due_at|due_words:now }}`: "late by 20 min", "in 2 h", "now"."""
    return wording.due_words(due_at or None, now=now)


@register.filter
def due_state(due_at: datetime | None, now: datetime) -> str:
    """`{{ case.due_at|due_state:now }}`: "late", "soon" or "ok", for the rail's colour and shape."""
    return wording.due_state(due_at or None, now=now)


@register.simple_tag
def moment(at: datetime | date, now: datetime) -> SafeString:
    """`{% moment event.at now %}`: the same words as `when`, as a time element that carries the exact moment."""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        at.isoformat(),
        wording.full_words(at),
        wording.when_words(at, now=now),
    )


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """`{% icon "clock" %}`: an inline shape beside a word; with `label` it stands alone and is read aloud.

    `size` is "" (20 px), "large" (28 px) or "huge" (96 px). An unknown name is a defect and raises KeyError.
    """
    css = f"icon icon-{size}" if size else "icon"
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="{}" viewBox="0 0 20 20" {} focusable="false"><path d="{}"/></svg>',
        css,
        spoken,
        ICONS[name],
    )


@register.simple_tag
def fact_value(name: str, value: object) -> str:
    """`{% fact_value fact.name fact.value %}`: a value of a fact of the policy as people say it."""
    return fact_words(name, value)


@register.simple_tag(takes_context=True)
def theme_attribute(context: Context) -> SafeString:
    """The reader's chosen theme as ` data-theme="dark"`; nothing when the device decides.

    The choice is a cookie that desk.js writes, so the first paint is right and no script has to run before it.
    """
    request = context.get("request")
    chosen = request.COOKIES.get("amends_theme", "") if request is not None else ""
    return format_html(' data-theme="{}"', chosen) if chosen in _THEMES else mark_safe("")


@register.filter
def share(part: int | float, whole: int | float) -> str:
    """`{{ spent|share:cap }}`: a part of a whole as a width between "0%" and "100%", for bars."""
    if not whole or part <= 0:
        return "0%"
    return f"{min(part / whole, 1):.1%}"


@register.filter
def or_dash(value: object) -> SafeString:
    """A value, or a dash that is read aloud as nothing, for table cells."""
    if value is None or value == "":
        return mark_safe('<span aria-hidden="true">–</span>')
    return conditional_escape(str(value))


@register.filter
def nearly(taken: int, cap: int) -> bool:
    """`{{ taken|nearly:cap }}`: whether a budget has passed its soft mark of 80 percent (policy structure, budget)."""
    return cap > 0 and taken * 5 >= cap * 4
