"""Writing to a customer: the texts to begin from, filled with the facts of the case, and the rubric's live verdict."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from amends.apps.cases.models import Case, Evidence
from amends.apps.clocks.models import Deadline
from amends.apps.conversations.models import Message
from amends.apps.conversations.models import Template as OwnTemplate
from amends.apps.offers.models import Offer
from amends.apps.policies.models import PolicyVersion
from amends.apps.promises.models import Promise
from amends.apps.staff.models import User
from amends.core.apology.model import RubricResult
from amends.core.case.lifecycle import TELLABLE, State
from amends.core.case.unknown import CaseUnknown
from amends.core.clock.opening import PlaceRules, preset_for
from amends.core.clock.turns import first_ask_at
from amends.core.message.desk import APOLOGIES_WITHIN, Desk, sit_down
from amends.core.message.held import takes_responsibility
from amends.core.message.template import Stage, Template
from amends.core.message.words import all_shipped, spoken_here
from amends.core.ref import RefInvalid, normal_ref
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.query import query

WRITTEN_BY_PEOPLE = (Stage.ACK, Stage.RESPONSE, Stage.FINAL)


@dataclass(frozen=True, slots=True)
class TemplateChoice:
    """One text to begin from."""

    code: str
    name: str
    stage: Stage


@dataclass(frozen=True, slots=True)
class Compose:
    """The compose panel of one case. `verdict` is what the rubric says to `text` as it stands."""

    case_ref: str
    customer_name: str
    to_address: str
    phone: str
    can_write: bool  # there is an address to write to
    stage: Stage
    template_code: str
    templates: tuple[TemplateChoice, ...]
    subject: str
    text: str
    verdict: RubricResult


@query(Permission.SAY)
def compose(
    ctx: Context,
    *,
    case_ref: str,
    template_code: str = "",
    stage: str = "",
    text: str | None = None,
    subject: str = "",
) -> Compose:
    """What the compose panel shows: the template that was chosen (or fits the case now) filled in, or the `text` that
    somebody is writing, each with the verdict. Raises `CaseUnknown`. Nothing is written.
    """
    case = _case(ctx, case_ref)
    templates = _templates(case)
    chosen = _chosen(case, templates, template_code, stage)
    at = Stage(stage) if stage in WRITTEN_BY_PEOPLE else (chosen.stage if chosen else Stage.RESPONSE)
    desk = _desk(ctx, case, at)
    letter = None if chosen is None else desk.filled(chosen)
    words = text if text is not None else ("" if letter is None else letter.body)
    return Compose(
        case_ref=case.ref,
        customer_name=desk.post.customer_name,
        to_address=desk.post.to_address,
        phone=desk.post.customer_phone,
        can_write=bool(desk.post.to_address),
        stage=at,
        template_code="" if chosen is None else chosen.code,
        templates=tuple(TemplateChoice(one.code, one.name, one.stage) for one in templates),
        subject=subject or ("" if letter is None else letter.subject),
        text=words,
        verdict=desk.check(words, at, chosen),
    )


def _case(ctx: Context, case_ref: str) -> Case:
    scope = ctx.scope(Permission.SAY)
    visible = Case.objects.visible(scope.unit_ids, restricted=scope.restricted).with_letter()
    try:
        case = visible.filter(ref=normal_ref(case_ref)).first()
    except RefInvalid:
        case = None
    if case is None:
        raise CaseUnknown(ref=case_ref.strip()[:20])
    return case


def _desk(ctx: Context, case: Case, stage: Stage) -> Desk:
    facts = case.facts(Evidence.objects.said(case.id))
    policy = PolicyVersion.objects.in_force(ctx.now)
    writer = None if ctx.user_id is None else User.objects.get(id=ctx.user_id)
    rules = PlaceRules(case.unit.business, case.unit.jurisdiction, case.unit.timezone)
    return sit_down(
        case.correspondence(facts),
        stage=stage,
        now=ctx.now,
        told=Offer.objects.to_tell(case.id, since=Message.objects.last_told_at(case.id)),
        promises=Promise.objects.works(case.id, now=ctx.now),
        dues=_dues(case.id),
        ask_at=first_ask_at(case.unit.business, case.severity, ctx.now, case.unit.timezone),
        before=Message.objects.before(case.customer_id, since=ctx.now - APOLOGIES_WITHIN),
        preset=preset_for(rules),
        gestures=[] if policy is None else [gesture.name for gesture in policy.document.gestures],
        signed_by=None if writer is None else (writer.display_name, writer.title),
    )


def _dues(case_id: int) -> dict[str, datetime]:
    """The earliest running clock of each kind."""
    rows = Deadline.objects.filter(case_id=case_id, met_at=None, cancelled_at=None).order_by("-due_at", "-id")
    return dict(rows.values_list("kind", "due_at"))


def _templates(case: Case) -> list[Template]:
    """Every text that a person may begin from, the organisation's own in place of the package's."""
    language = spoken_here(case.customer.language)
    found = {text.code: text for text in all_shipped(language) if text.stage in WRITTEN_BY_PEOPLE}
    own = OwnTemplate.objects.filter(
        language=case.customer.language, is_open=True, stage__in=WRITTEN_BY_PEOPLE
    )
    for row in own.filter(business__in=["", case.unit.business]).order_by("business"):
        found[row.code] = Template(row.code, row.language, Stage(row.stage), row.name, row.subject, row.body)
    return list(found.values())


def _chosen(case: Case, templates: list[Template], code: str, stage: str) -> Template | None:
    """The template asked for; without one, that of the stage asked for, or the one that fits where the case is."""
    by_code = {text.code: text for text in templates}
    if code or stage:
        same_stage = (text for text in templates if text.stage == stage)
        return by_code.get(code) or (next(same_stage, None) if not code else None)
    if case.state == State.RECEIVED:
        return by_code.get("ack")
    if case.state not in TELLABLE:
        return by_code.get("response")
    facts = case.facts(Evidence.objects.said(case.id))
    ours = takes_responsibility(case.correspondence(facts).grounds)
    return by_code.get("offer_upheld" if ours else "offer_sympathy")
