"""What can be done with a case at this moment, besides giving and saying: one form for each step that fits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from amends.core.case.lifecycle import State
from amends.core.roles import Permission
from amends.entrypoints.web.case_forms import (
    AcknowledgeForm,
    AnswerForm,
    AskForm,
    AssessForm,
    AssignForm,
    ClosingForm,
    FindingForm,
    InvestigateForm,
    MergeForm,
    ReclassifyForm,
    ReopenForm,
    WithdrawForm,
)
from amends.entrypoints.web.review_forms import ReferForm, ReviewForm, RulingForm
from amends.kernel.context import Context
from amends.queries.case_page import CasePage

_UNDECIDED = (State.ASSESSED, State.INVESTIGATING, State.AWAITING_CUSTOMER)
_EARLY = (State.RECEIVED, State.ACKNOWLEDGED, *_UNDECIDED, State.DECIDED)


@dataclass(frozen=True)
class Step:
    """One thing that can be done: its address name, its word, its form, and whether it is what is wanted now."""

    name: str
    word: str
    form: forms.Form
    is_next: bool = False
    hint: str = ""
    url: str = ""
    button: str = ""
    is_asked: bool = False

    @property
    def is_open(self) -> bool:
        """Whether its form stands open: it is the next one, it was asked for, or it came back with a problem.

        The others come when they are opened: most of them never are.
        """
        return self.is_next or self.is_asked or self.form.is_bound


def steps_of(ctx: Context, page: CasePage, bound: Mapping[str, forms.Form], asked: str = "") -> list[Step]:
    """The steps that fit the state and the actor, the wanted one first; `bound` are forms that came back, `asked` is
    the name of one that was asked for.
    """
    head = page.head
    state, unit_id = State(head.state), head.unit_id
    works, says = ctx.may(Permission.WORK_CASES, unit_id), ctx.may(Permission.SAY, unit_id)
    steps: list[Step] = []
    if says and state is State.RECEIVED:
        mail = _("A mail goes out with your name and the next date.") if head.customer_email else ""
        steps.append(Step("acknowledge", _("Say we have it"), AcknowledgeForm(), True, mail))
    if works and page.closing_due_at is not None:
        steps.append(
            Step(
                "closing", _("Closing questions"), ClosingForm(head=head), True, button=_("Keep the answers")
            )
        )
    if works and state in (State.ACKNOWLEDGED, *_UNDECIDED):
        first = state is State.ACKNOWLEDGED
        word = _("Assess") if first else _("Assess anew")
        steps.append(Step("assess", word, AssessForm(head=head), first))
    if works and state is State.AWAITING_CUSTOMER:
        steps.append(Step("answer", _("Note their answer"), AnswerForm(), True))
    if works and state is State.ASSESSED:
        wanted = head.wanted == "investigate"
        steps.append(Step("investigate", _("Look into it"), InvestigateForm(), wanted))
    if works and state in (*_UNDECIDED, State.DECIDED):
        steps.append(Step("finding", _("Say what you found"), FindingForm(head=head)))
    if says and state is State.INVESTIGATING:
        steps.append(Step("ask", _("Ask them one thing"), AskForm(now=ctx.now, zone=head.timezone)))
    if works and state in (State.COMMUNICATED, State.EXTERNAL_REVIEW, State.INVESTIGATING, State.CLOSED):
        steps += _reviews(page, state)
    if page.colleagues and state not in (State.MERGED, State.WITHDRAWN, State.RECLASSIFIED, State.CLOSED):
        steps.append(Step("assign", _("Give it to somebody"), AssignForm(colleagues=page.colleagues)))
    if works:
        steps += _endings(state)
    whole = [_whole(step, head.ref, bound, asked) for step in steps]
    return sorted(whole, key=lambda step: not step.is_next)


def _reviews(page: CasePage, state: State) -> list[Step]:
    """What follows when they do not accept the decision."""
    if state is State.EXTERNAL_REVIEW:
        return [Step("ruling", _("Note the ruling"), RulingForm(), True)]
    outside = Step("refer", _("It goes to a body outside"), ReferForm())
    if state is State.COMMUNICATED:
        return [Step("review", _("They do not accept it"), ReviewForm(colleagues=page.colleagues)), outside]
    return [outside]


def _endings(state: State) -> list[Step]:
    """The ways out, and the way back in."""
    steps = []
    if state in (State.ACKNOWLEDGED, State.ASSESSED):
        steps.append(Step("reclassify", _("No complaint after all"), ReclassifyForm()))
    if state in (State.ACKNOWLEDGED, State.ASSESSED, State.INVESTIGATING):
        steps.append(Step("merge", _("The same as another case"), MergeForm()))
    if state in _EARLY:
        steps.append(Step("withdraw", _("They took it back"), WithdrawForm()))
    if state is State.CLOSED:
        steps.append(Step("reopen", _("Open it again"), ReopenForm()))
    return steps


def _whole(step: Step, ref: str, bound: Mapping[str, forms.Form], asked: str) -> Step:
    """The step with its address, and with the form that came back, if it did."""
    url = reverse(f"web:step-{step.name}", args=[ref])
    form = bound.get(step.name, step.form)
    return replace(step, form=form, url=url, button=step.button or step.word, is_asked=step.name == asked)
