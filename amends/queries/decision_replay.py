"""Every decision made again: under the policy it was made with, or under another one to see what would differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from amends.apps.policies.models import Decision, PolicyRecord, PolicyVersion
from amends.core.policy.batch import envelope_data
from amends.core.policy.compare import differences, sums
from amends.core.policy.freeze import replay, thaw, thaw_under
from amends.core.policy.model import PolicyDocument
from amends.core.policy.parse import document_digest, document_text
from amends.core.refusal import Refusal
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.query import one_moment, query

_BATCH = 500
_KEPT_MAX = 1_000


@dataclass(frozen=True, slots=True)
class DecisionDiffers:
    """One decision that comes out otherwise, and how; `case_ref` is empty for one that many of an incident share."""

    decision_id: int
    case_ref: str
    decided_at: datetime
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DecisionsReplayed:
    """How many were made again, how many came out otherwise, the first thousand of those, and what they come to.

    `more` is by words (owed, given without asking) and currency, in minor units.
    """

    decisions: int
    differing: int
    examples: tuple[DecisionDiffers, ...]
    more: Counter[tuple[str, str]]


@query(Permission.READ_JOURNAL)
def decision_replay(
    ctx: Context,
    *,
    document: PolicyDocument | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> DecisionsReplayed:
    """Make every decision from `since` up to before `until` again, from its frozen facts and standing.

    Without `document` each is made under its own policy, and has to come out byte for byte as it was. With one, each
    is compared with what that policy would have shown, its standing taken as it was (what would have been given
    before by that policy is not followed).
    """
    seen, differing, examples, more = 0, 0, list[DecisionDiffers](), Counter[tuple[str, str]]()
    made_with: dict[int, PolicyRecord] = {}
    digest = "" if document is None else document_digest(document_text(document))
    with one_moment():
        for decision in _decisions(since, until):
            seen += 1
            policy = made_with.get(decision.policy_version_id) or _policy_of(decision)
            made_with[policy.id] = policy
            found = (
                _again(decision, policy)
                if document is None
                else _under(decision, policy, document, digest, more)
            )
            if found:
                differing += 1
                if len(examples) < _KEPT_MAX:
                    ref = "" if decision.case is None else decision.case.ref
                    row = DecisionDiffers(decision.id, ref, decision.decided_at, found)
                    examples.append(row)
    return DecisionsReplayed(seen, differing, tuple(examples), more)


def _decisions(since: datetime | None, until: datetime | None) -> Iterator[Decision]:
    rows = Decision.objects.select_related("case").order_by("id")
    if since is not None:
        rows = rows.filter(decided_at__gte=since)
    if until is not None:
        rows = rows.filter(decided_at__lt=until)
    return rows.iterator(_BATCH)


def _policy_of(decision: Decision) -> PolicyRecord:
    return PolicyVersion.objects.numbered(decision.policy_version_id)


def _again(decision: Decision, policy: PolicyRecord) -> tuple[str, ...]:
    try:
        result = replay(policy.document, decision.frozen, policy_digest=policy.digest)
    except Refusal as refusal:
        return (str(refusal),)
    return () if result == decision.result else ("its result is not the one that was kept",)


def _under(
    decision: Decision,
    policy: PolicyRecord,
    document: PolicyDocument,
    digest: str,
    more: Counter[tuple[str, str]],
) -> tuple[str, ...]:
    before = envelope_data(thaw(policy.document, decision.frozen, policy_digest=policy.digest))
    try:
        after = envelope_data(thaw_under(document, decision.frozen, policy_digest=digest))
    except Refusal as refusal:
        return (str(refusal),)
    more.update(sums(after))
    more.subtract(sums(before))
    return differences(before, after)
