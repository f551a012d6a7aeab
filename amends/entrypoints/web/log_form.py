"""The log screen's fields: who it is, one line for each thing that went wrong, and how they told us.

A line keeps its number for as long as the screen is open, so that adding and dropping lines mixes up nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amends.commands.intake.log_failure import Contact, LoggedFailure, NothingLogged
from amends.core.case.hearing import CHANNEL_LABELS, FAILURES_MAX, REMEDY_MAX, WORDS_MAX, Channel
from amends.entrypoints.common.fact_words import fact_words
from amends.entrypoints.common.moments import MomentField, moment_text
from amends.queries.log_page import AskedFact, LogPage

NEW = "new"
"""What `who` says when it is nobody from the list."""

_LINES = re.compile(rf"[0-9]{{1,4}}(,[0-9]{{1,4}}){{0,{FAILURES_MAX - 1}}}")
_BEFORE = {"now": timedelta(0), "quarter": timedelta(minutes=15), "hour": timedelta(hours=1)}


class WhoForm(forms.Form):
    """Who it is, how we reach them when we do not know them yet, and how they told us."""

    customer = forms.CharField(
        label=gettext_lazy("Who is it"),
        max_length=200,
        required=False,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "words",
                "spellcheck": "false",
                "data-draft": "log.who",
            }
        ),
    )
    who = forms.CharField(max_length=20, required=False)
    email = forms.CharField(
        label=gettext_lazy("E-mail"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "data-draft": "log.email"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off", "data-draft": "log.phone"}),
    )
    external_ref = forms.CharField(
        label=gettext_lazy("Membership or booking"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-draft": "log.number"}),
    )
    channel = forms.ChoiceField(label=gettext_lazy("How they told you"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = [channel for channel in Channel if channel not in (Channel.WEB, Channel.API)]
        field = self.fields["channel"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(channel.value, _(CHANNEL_LABELS[channel])) for channel in told]

    def contact(self) -> Contact:
        """Somebody new; an address or a number typed as the name is taken for what it is."""
        given = self.cleaned_data
        name, email, phone = given["customer"], given["email"], given["phone"]
        if "@" in name and not email:
            name, email = "", name
        elif re.fullmatch(r"[+(]?[0-9][0-9 ()/.-]{5,}", name) and not phone:
            name, phone = "", name
        return Contact(name, email=email, phone=phone, external_ref=given["external_ref"])


class LineForm(forms.Form):
    """One thing that went wrong."""

    failure_code = forms.ChoiceField(
        label=gettext_lazy("What went wrong"),
        error_messages={"required": gettext_lazy(NothingLogged.message)},
    )
    place = forms.CharField(
        label=gettext_lazy("Where"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "places"}),
    )
    when = forms.ChoiceField(label=gettext_lazy("When"), initial="now")
    occurred_at = MomentField(label=gettext_lazy("Day and time"), required=False)
    words = forms.CharField(
        label=gettext_lazy("In their words"),
        max_length=WORDS_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "short"}),
    )
    remedy_sought = forms.CharField(
        label=gettext_lazy("What they ask for"),
        max_length=REMEDY_MAX,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, screen: LogPage, now: datetime, number: int, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "prefix": f"f{number}"})
        self.number, self.now = number, now
        _choose(self, "failure_code", [(each.code, each.name) for each in screen.failures])
        _choose(self, "when", _times())
        moment = self.fields["occurred_at"]
        assert isinstance(moment, MomentField)
        moment.zone_name = screen.unit.timezone
        moment.initial = moment_text(now, screen.unit.timezone)
        for fact in screen.asked:
            self.fields[f"fact_{fact.name}"] = _fact_field(fact)
        for name in ("place", "words", "remedy_sought"):
            self.fields[name].widget.attrs["data-draft"] = f"log.{number}.{name}"

    def clean(self) -> dict[str, Any]:
        """Another time than those at hand has to be said."""
        given = super().clean() or {}
        if given.get("when") == "at" and not given.get("occurred_at") and "occurred_at" not in self.errors:
            self.add_error("occurred_at", _("Say the day and the time, or choose one of the times above."))
        return given

    @property
    def facts(self) -> list[forms.BoundField]:
        """The fields of the facts that may be told at once."""
        return [self[name] for name in self.fields if name.startswith("fact_")]

    @property
    def has_facts(self) -> bool:
        """Whether any of them was told or could not be used: then they stay in sight."""
        return any(field.value() or field.errors for field in self.facts)

    def logged(self) -> LoggedFailure:
        """What the command is told; a time at hand is counted back from the present minute."""
        given = self.cleaned_data
        minute = self.now.replace(second=0, microsecond=0)
        at = given["occurred_at"] if given["when"] == "at" else minute - _BEFORE[given["when"]]
        facts = {name.removeprefix("fact_"): given[name] for name in self.fields if name.startswith("fact_")}
        return LoggedFailure(
            given["failure_code"],
            place=given["place"],
            occurred_at=at,
            words=given["words"],
            remedy_sought=given["remedy_sought"],
            facts={name: value for name, value in facts.items() if value},
        )


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right, with the field it stands at ("" for none)."""

    field_id: str
    label: str
    sentence: str


@dataclass(frozen=True, slots=True)
class LogForm:
    """The whole screen as typed: who, and the lines in the order in which they were added."""

    who: WhoForm
    lines: tuple[LineForm, ...]

    @property
    def line_numbers(self) -> str:
        """The numbers of the lines, as the page carries them along."""
        return ",".join(str(line.number) for line in self.lines)

    def is_valid(self) -> bool:
        """Whether every field can be used."""
        return all(form.is_valid() for form in (self.who, *self.lines))

    def add_error(self, field: str, sentence: str) -> None:
        """Show what a command refused at the field it names (`failures.1.words`), or above the form."""
        at = re.fullmatch(r"failures\.([0-9]+)\.(?:facts\.)?([a-z_]+)", field)
        form: forms.Form = self.lines[int(at[1])] if at else self.who
        name = at[2] if at else field
        name = name if name in form.fields else f"fact_{name}"
        form.add_error(name if name in form.fields else None, sentence)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything to put right, in the order of the page."""
        found = []
        for form in (self.who, *self.lines):
            for name, sentences in form.errors.items():
                bound = None if name == "__all__" else form[name]
                target = "" if bound is None else bound.id_for_label or bound.auto_id
                label = "" if bound is None else str(bound.label)
                found += [Problem(str(target), label, str(sentence)) for sentence in sentences]
        return tuple(found)


def typed_form(data: QueryDict, screen: LogPage, now: datetime, *, is_done: bool) -> LogForm:
    """What was sent, whatever was sent; it is looked at for problems only where the person `is_done` with it.

    A list of lines that cannot be read counts as the first one alone.
    """
    sent = data.get("lines", "")
    numbers = dict.fromkeys(int(one) for one in sent.split(",")) if _LINES.fullmatch(sent) else [0]
    if is_done:
        lines = tuple(LineForm(data, screen=screen, now=now, number=number) for number in numbers)
        return LogForm(WhoForm(data), lines)
    kept = tuple(
        LineForm(screen=screen, now=now, number=number, initial=_sent_with(data, f"f{number}-"))
        for number in numbers
    )
    return LogForm(WhoForm(initial=_sent_with(data, "")), kept)


def _sent_with(data: QueryDict, prefix: str) -> dict[str, str]:
    """What was sent under that prefix, by the names of the fields."""
    return {name.removeprefix(prefix): str(value) for name, value in data.items() if name.startswith(prefix)}


def fresh_form(screen: LogPage, now: datetime, *, channel: str, given: Mapping[str, str]) -> LogForm:
    """An empty screen with what is known or guessed already; `given` may name who, failure_code and place."""
    who = WhoForm(initial={"channel": channel, "customer": given.get("customer", "")})
    initial = {"failure_code": given.get("failure_code", ""), "place": given.get("place", "")}
    return LogForm(who, (LineForm(screen=screen, now=now, number=0, initial=initial),))


def with_line_added(data: QueryDict, screen: LogPage, now: datetime) -> LogForm:
    """The same with one more line that begins with the place and the time of the line before; eight at most."""
    form = typed_form(data, screen, now, is_done=False)
    if len(form.lines) >= FAILURES_MAX:
        return form
    before, number = form.lines[-1], max(line.number for line in form.lines) + 1
    grown = data.copy()
    for name in ("place", "when", "occurred_at"):
        grown[f"f{number}-{name}"] = data.get(f"f{before.number}-{name}", "")
    grown["lines"] = f"{form.line_numbers},{number}"
    return typed_form(grown, screen, now, is_done=False)


def without_line(data: QueryDict, number: int, screen: LogPage, now: datetime) -> LogForm:
    """The same without one line; the last one stays."""
    form = typed_form(data, screen, now, is_done=False)
    left = [str(line.number) for line in form.lines if line.number != number]
    shrunk = data.copy()
    shrunk["lines"] = ",".join(left) or form.line_numbers
    return typed_form(shrunk, screen, now, is_done=False)


def _choose(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def _times() -> list[tuple[str, str]]:
    return [
        ("now", _("Just now")),
        ("quarter", _("15 min ago")),
        ("hour", _("1 h ago")),
        ("at", _("Another time")),
    ]


class _FactField(forms.CharField):
    """An amount or a number of the policy, with the unit that stands behind it; 12,50 is 12.50."""

    def __init__(self, fact: AskedFact) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(label=fact.label, required=False, max_length=20, widget=widget)
        self.unit = fact.unit

    def clean(self, value: object) -> str:
        """What was typed, with the point that the policy reads."""
        return str(super().clean(value)).replace(",", ".")


def _fact_field(fact: AskedFact) -> forms.Field:
    if not fact.choices:
        return _FactField(fact)
    words = [(choice, fact_words(fact.name, choice)) for choice in fact.choices]
    return forms.ChoiceField(label=fact.label, required=False, choices=[("", _("as assumed")), *words])
