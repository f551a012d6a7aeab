"""The small forms of the case page: one for each step, so that what was typed comes back where it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amends.core.case.cause import Cause
from amends.core.case.standing import Finding
from amends.entrypoints.common.fact_words import fact_words
from amends.entrypoints.web.case_words import cause_words, finding_words, flag_choices
from amends.queries.case_parts import CaseHead, Colleague, FactLine

AREA = {"rows": 3}


class StepForm(forms.Form):
    """A form among others on one page: `called` keeps the ids of its fields apart from theirs."""

    called: ClassVar[str] = "step"

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, auto_id=f"{self.called}-%s")


class EvidenceForm(forms.Form):
    """One core fact: what is known, or why it cannot be known."""

    value = forms.CharField(
        label=gettext_lazy("What is known"), required=False, widget=forms.Textarea(attrs=AREA)
    )
    reason = forms.CharField(label=gettext_lazy("Or why it cannot be known"), required=False, max_length=300)
    from_customer = forms.BooleanField(label=gettext_lazy("They said so"), required=False)

    def __init__(self, data: Any = None, *, name: str, ref: str) -> None:
        super().__init__(data, prefix=name, auto_id="fact-%s")
        self.fact = name
        self.fields["value"].widget.attrs["data-draft"] = f"case.{ref}.{name}"


class FactsForm(forms.Form):
    """The policy's facts, each by its type; only what was changed is kept."""

    def __init__(self, data: Any = None, *, lines: Sequence[FactLine]) -> None:
        super().__init__(data, prefix="facts", auto_id="%s")
        self.lines = [line for line in lines if not line.is_ours]
        for line in self.lines:
            self.fields[line.name] = _field_of(line)
            self.initial[line.name] = _text_of(line)

    def changed_values(self) -> dict[str, object]:
        """What differs from what is held, as JSON values."""
        return {
            line.name: _value_of(line, self.cleaned_data[line.name])
            for line in self.lines
            if line.name in self.changed_data and self.cleaned_data[line.name] != ""
        }


class AcknowledgeForm(StepForm):
    """That we have it, said in person."""

    called = "ack"

    words = forms.CharField(
        label=gettext_lazy("What you told them"), required=False, widget=forms.Textarea(attrs=AREA)
    )


class AssessForm(StepForm):
    """Flags that hold, and how much the moment mattered."""

    called = "assess"

    criticality = forms.ChoiceField(label=gettext_lazy("How much the moment mattered to them"))
    flags = forms.MultipleChoiceField(
        label=gettext_lazy("What holds"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, head: CaseHead) -> None:
        initial = {"criticality": head.criticality, "flags": list(head.flags)}
        super().__init__(data, initial=initial)
        weights = [("low", _("a little")), ("medium", _("as usual")), ("high", _("very much"))]
        set_choices(self, "criticality", weights)
        set_choices(self, "flags", flag_choices())


class InvestigateForm(StepForm):
    """How it is looked into, and by whom."""

    called = "look"

    plan = forms.CharField(label=gettext_lazy("How you look into it"), required=False, max_length=1000)
    was_not_there = forms.BooleanField(label=gettext_lazy("The owner had no part in it"), required=False)


class FindingForm(StepForm):
    """What was found and what kind of cause it had."""

    called = "finding"

    finding = forms.ChoiceField(label=gettext_lazy("What you found"))
    cause_class = forms.ChoiceField(label=gettext_lazy("What kind of cause it had"))
    root_cause = forms.ChoiceField(
        label=gettext_lazy("What lies behind it"),
        help_text=gettext_lazy("Needed after a recovery that failed"),
        required=False,
    )

    def __init__(self, data: Any = None, *, head: CaseHead) -> None:
        initial = {"finding": head.finding, "cause_class": head.cause_class, "root_cause": head.root_cause}
        super().__init__(data, initial=initial)
        set_choices(self, "finding", [(each.value, finding_words(each.value)) for each in Finding])
        causes = [(each.value, cause_words(each.value)) for each in Cause]
        set_choices(self, "cause_class", causes)
        set_choices(self, "root_cause", [("", "–"), *causes])


class AssignForm(StepForm):
    """Who takes it from here, with a note."""

    called = "assign"

    user_id = forms.TypedChoiceField(label=gettext_lazy("Who takes it"), coerce=int)
    note = forms.CharField(label=gettext_lazy("A note for them"), required=False, max_length=500)

    def __init__(self, data: Any = None, *, colleagues: Sequence[Colleague]) -> None:
        super().__init__(data)
        named = [
            (person.id, f"{person.name}, {person.title}" if person.title else person.name)
            for person in colleagues
        ]
        set_choices(self, "user_id", named)


class AskForm(StepForm):
    """One question to the customer, with the day the answer is needed by."""

    called = "ask"

    question = forms.CharField(
        label=gettext_lazy("One question"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    due_date = forms.DateField(
        label=gettext_lazy("Answer needed by"), widget=forms.DateInput(attrs={"type": "date"})
    )
    spoken = forms.BooleanField(label=gettext_lazy("I asked them in person"), required=False)

    def __init__(self, data: Any = None, *, now: datetime, zone: str) -> None:
        soon = (now.astimezone(ZoneInfo(zone)) + timedelta(days=3)).date()
        super().__init__(data, initial={"due_date": soon.isoformat()})
        self.zone = zone

    def due_at(self) -> datetime:
        """The end of that day where the case is."""
        day = self.cleaned_data["due_date"]
        return datetime(day.year, day.month, day.day, 20, 0, tzinfo=ZoneInfo(self.zone))


class AnswerForm(StepForm):
    """What the customer answered."""

    called = "answer"

    answer = forms.CharField(label=gettext_lazy("What they answered"), widget=forms.Textarea(attrs=AREA))


class ReclassifyForm(StepForm):
    """It is no complaint after all."""

    called = "reclassify"

    origin = forms.ChoiceField(label=gettext_lazy("What it is instead"))
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=300)
    no_dissatisfaction = forms.BooleanField(
        label=gettext_lazy("They did not say they were dissatisfied"), required=False
    )
    told = forms.BooleanField(label=gettext_lazy("They have been told"), required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        words = [("feedback", _("feedback")), ("enquiry", _("a question")), ("request", _("a request"))]
        set_choices(self, "origin", words)


class MergeForm(StepForm):
    """The same incident as another case of theirs."""

    called = "merge"

    into_ref = forms.CharField(label=gettext_lazy("The case that goes on"), max_length=20)
    same_incident = forms.BooleanField(label=gettext_lazy("It is the same incident"), required=False)


class WithdrawForm(StepForm):
    """They took it back."""

    called = "withdraw"

    words = forms.CharField(label=gettext_lazy("Their own words"), widget=forms.Textarea(attrs=AREA))


class ReopenForm(StepForm):
    """Something new came up, or the same again."""

    called = "reopen"

    reason = forms.CharField(label=gettext_lazy("What came up"), widget=forms.Textarea(attrs=AREA))
    same_issue = forms.BooleanField(
        label=gettext_lazy("It is the same issue"),
        help_text=gettext_lazy("Then somebody fresh and more senior takes it"),
        required=False,
    )


class ClosingForm(StepForm):
    """The closing questions: cause, system, colleague."""

    called = "closing"

    root_cause = forms.ChoiceField(label=gettext_lazy("What lies behind it"))
    is_systemic = forms.BooleanField(
        label=gettext_lazy("It will happen again unless we change something"), required=False
    )
    action_note = forms.CharField(
        label=gettext_lazy("What is done about it, or why nothing is"), required=False, max_length=300
    )
    was_authority_adequate = forms.BooleanField(
        label=gettext_lazy("The colleague could give what was needed"), required=False, initial=True
    )
    colleague_note = forms.CharField(
        label=gettext_lazy("How the colleague was supported or thanked"), required=False, max_length=300
    )

    def __init__(self, data: Any = None, *, head: CaseHead) -> None:
        super().__init__(data, initial={"root_cause": head.cause_class})
        causes = [(each.value, cause_words(each.value)) for each in Cause]
        set_choices(self, "root_cause", causes if head.cause_class else [("", _("Choose")), *causes])


def set_choices(form: forms.Form, name: str, choices: Sequence[tuple[Any, str]]) -> None:
    """Set what a choice field offers."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


def _field_of(line: FactLine) -> forms.Field:
    """How a fact is entered; an empty choice leaves it as it is."""
    label = line.label + (f" ({line.unit})" if line.unit else "")
    if line.choices:
        options = [("", "–"), *((choice, fact_words(line.name, choice)) for choice in line.choices)]
        return forms.ChoiceField(label=label, required=False, choices=options)
    if line.type == "boolean":
        options = [("", "–"), ("yes", _("yes")), ("no", _("no"))]
        return forms.ChoiceField(label=label, required=False, choices=options)
    if line.type == "date":
        return forms.CharField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}))
    numeric = line.type in ("number", "money")
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"} if numeric else {})
    return forms.CharField(label=label, required=False, max_length=200, widget=widget)


def _text_of(line: FactLine) -> str:
    if line.value is None:
        return ""
    if isinstance(line.value, bool):
        return "yes" if line.value else "no"
    return str(line.value)


def _value_of(line: FactLine, text: str) -> object:
    """What was typed as the JSON value of the fact; what cannot be read is refused by the command, in words."""
    if line.type == "boolean":
        return text == "yes"
    if line.type in ("number", "money"):
        return text.strip().replace(",", ".")
    if line.type == "list":
        return [part.strip() for part in text.split(",") if part.strip()]
    return text.strip()


def core_form(data: Any, *, name: str, ref: str) -> EvidenceForm:
    """The form of one core fact."""
    return EvidenceForm(data, name=name, ref=ref)
