"""A desk whose policy asks for yeses in steps."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from givens.giving import Desk, a_desk
from givens.house import NIGHT, system
from givens.policy import demonstration

from amends.apps.approvals.models import Approval
from amends.apps.policies import store as policies
from amends.commands.casework.investigate_case import investigate_case
from amends.commands.casework.record_evidence import FactGiven, record_evidence
from amends.commands.casework.record_finding import record_finding
from amends.commands.offer.decide_approval import ApprovalDecided, decide_approval
from amends.core.case.facts import CORE_NAMES
from amends.core.policy.parse import document_text, parse_policy
from amends.kernel.context import Context

LEAD_THEN_BOTH = (
    {"roles": ["lead"], "due_minutes": 30},
    {"roles": ["cx_manager", "finance"], "who": "all", "due_minutes": 60},
)


@transaction.atomic
def publish_steps(*steps: dict[str, Any], approver: str = "L1") -> None:
    """The demonstration's policy, with these steps to the yes of that level."""
    data = demonstration()
    data["approvals"] = [{"approver": approver, "steps": list(steps)}]
    text = document_text(parse_policy(data))
    policies.publish(system(), text, NIGHT - timedelta(days=1), "steps")


def asked_in_steps(*steps: dict[str, Any], **facts: object) -> tuple[Desk, Approval]:
    """Nora has asked for the better room, which takes these steps."""
    desk = a_desk(**facts)
    publish_steps(*steps)
    return desk, Approval.objects.get(id=desk.give("room_upgrade").approval_id)


def answer(ctx: Context, question: Approval, *, approve: bool = True, note: str = "") -> ApprovalDecided:
    """Their yes or no to what they are shown."""
    return decide_approval(
        ctx,
        approval_id=question.id,
        arguments_digest=question.arguments_digest,
        approve=approve,
        note=note,
    )


def in_danger(**budgets: int) -> Desk:
    """Somebody was nearly hurt, and nobody has looked into it: what is given now is decided by a person."""
    return a_desk(harm_class="safety", locus="firm", service="accepted", **budgets)  # type: ignore[arg-type]


def looked_into_danger() -> Desk:
    """The same, after Nora has looked into it."""
    desk = in_danger()
    nora = desk.nora()
    investigate_case(nora, case_ref=desk.case_ref, plan="Ask the night shift", was_not_there=True)
    record_evidence(
        nora,
        case_ref=desk.case_ref,
        facts=tuple(FactGiven(name, "as Nora saw it") for name in sorted(CORE_NAMES)),
    )
    record_finding(nora, case_ref=desk.case_ref, finding="upheld", cause_class="training")
    return desk
