"""An earlier policy decides again: published anew under a new number, with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from amends.apps.policies import store as policies
from amends.commands.publishing import published_from
from amends.core.policy.drafting.unknown import VersionUnknown
from amends.core.refusal import Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import Context


class RollbackReasonMissing(Refusal):
    """Going back has a reason, and others will want to know it."""

    code = "rollback_reason_missing"
    message = gettext_noop("Say why the policy goes back, for whoever reads the journal.")


@dataclass(frozen=True, slots=True)
class PolicyRolledBack:
    """The new version and the earlier one that it repeats."""

    policy_id: int
    number: int
    restored_number: int
    effective_from_at: datetime


@command(Permission.MANAGE_POLICY)
def roll_back_policy(
    ctx: Context, *, number: int, reason: str, effective_from_at: datetime | None = None
) -> PolicyRolledBack:
    """Publish the document of version `number` anew, in force from then on (None: at once).

    It was published before, so nobody has to review it again. What was decided meanwhile stays. Raises
    `VersionUnknown`, `RollbackReasonMissing`, `PolicyUnchanged`, `EffectiveInThePast` and `TooLong` at `note`.
    """
    if not reason.strip():
        raise RollbackReasonMissing(field="reason")
    found = policies.version_text(number)
    if found is None:
        raise VersionUnknown(field="number", number=number)
    earlier, text = found
    made = published_from(ctx, text, effective_from_at, reason, restores_id=earlier.id)
    return PolicyRolledBack(made.id, made.number, earlier.number, made.effective_from_at)
