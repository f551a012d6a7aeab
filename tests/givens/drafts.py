"""Drafts of the policy, brought about through commands."""

from __future__ import annotations

from givens.contexts import someone
from givens.policy import a_policy

from amends.commands.governance.edit_policy_draft import edit_policy_draft
from amends.commands.governance.publish_policy_draft import publish_policy_draft
from amends.commands.governance.review_policy_draft import review_policy_draft
from amends.commands.governance.start_policy_draft import DraftStarted, start_policy_draft
from amends.commands.governance.submit_policy_draft import DraftSubmitted, submit_policy_draft
from amends.core.policy.drafting.entering import CellTyped
from amends.core.roles import Role

CARLA = someone(Role.CX_MANAGER, user_id=3)
FINN = someone(Role.FINANCE, user_id=4)


def a_draft() -> DraftStarted:
    """Carla's draft "Autumn", begun from policy 1."""
    a_policy()
    return start_policy_draft(CARLA, name="Autumn", from_number=1)


def cell(sheet: str, row: int, column: str, text: str) -> CellTyped:
    """One cell as somebody types it."""
    return CellTyped(sheet, row, column, text)


LARGER = cell("table.guard", 3, "case_total", "> 80")
"""A lead has to say yes from 80 on, no longer from 60."""


def a_submitted_draft() -> DraftSubmitted:
    """Carla's draft, with one cell changed, handed over."""
    draft = a_draft()
    edited = edit_policy_draft(CARLA, draft_id=draft.draft_id, version=draft.version, cells=(LARGER,))
    return submit_policy_draft(CARLA, draft_id=draft.draft_id, version=edited.version)


def an_approved_draft() -> DraftSubmitted:
    """The same, and Finn from finance said yes."""
    draft = a_submitted_draft()
    review_policy_draft(FINN, draft_id=draft.draft_id, digest=draft.digest, beside=1, verdict="approved")
    return draft


def publish_another(*cells: CellTyped) -> None:
    """Policy 2, with these cells typed into policy 1, is published by way of a draft of its own."""
    draft = start_policy_draft(CARLA, name="Quick", from_number=1)
    edited = edit_policy_draft(CARLA, draft_id=draft.draft_id, version=1, cells=cells)
    handed = submit_policy_draft(CARLA, draft_id=draft.draft_id, version=edited.version)
    review_policy_draft(FINN, draft_id=draft.draft_id, digest=handed.digest, beside=1, verdict="approved")
    publish_policy_draft(CARLA, draft_id=draft.draft_id)
