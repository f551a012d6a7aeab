"""What everybody of an incident gets whose facts and history are equal: what is owed first, then the gesture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from amends.core.case.standing import Flag
from amends.core.decision.basis import Basis
from amends.core.decision.giving import (
    AmountNeeded,
    GestureBlocked,
    Giving,
    OwedIncomplete,
    OwedInTwoCurrencies,
    PlannedOption,
    plan_giving,
)
from amends.core.incident.reasons import Reason
from amends.core.money import Money
from amends.core.offer.arguments import Choice
from amends.core.offer.authority import LEVELS
from amends.core.offer.carrying_out import plan
from amends.core.policy.envelope import Envelope
from amends.core.policy.guard import guard_findings
from amends.core.policy.objections import BLOCKED
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop

SEVERITY_MAX = 2
"""What is graver is looked into by a person, for each of them (the lifecycle's fast track)."""

_SLOW = frozenset({Flag.SAFETY, Flag.LEGAL_HOLD, Flag.VULNERABILITY_NEED})


class DecidedOtherwise(Refusal):
    """What was shown is not what is decided now, or the policy is another one."""

    code = "decided_otherwise"
    kind = Kind.CONFLICT
    message = gettext_noop(
        "This was decided anew since it was shown, or the policy has changed. Look at it again."
    )


@dataclass(frozen=True, slots=True)
class Share:
    """One verdict. `reason` says why nothing is given under it here; amounts are for one person, `level` is whose yes
    one such giving needs."""

    facts: Mapping[str, object]
    flags: frozenset[str]
    severity: int
    band: str
    reason: Reason | None
    options: tuple[PlannedOption, ...]
    owed: tuple[PlannedOption, ...]
    face_minor: int
    reserve_minor: int
    true_cost_minor: int
    needs_acceptance: bool
    level: int
    frozen: str
    result: str
    envelope_digest: str
    people: int = 0


def share_of(
    basis: Basis,
    *,
    said: Mapping[str, object],
    flags: frozenset[Flag],
    gesture_codes: Sequence[str],
    timezone: str,
    now: datetime,
) -> Share:
    """Judge one set of facts: all that is owed, and the first of the gestures that the policy allows, perhaps with a
    yes from above. Raises `GestureUnknown` for a gesture that the policy does not have."""
    envelope = basis.envelope()
    giving, reason = _giving(basis, envelope, gesture_codes)
    if giving is not None and not all(
        _leaves_a_trace(o, timezone, now) for o in (*giving.options, *giving.owed)
    ):
        giving, reason = None, Reason.NOTHING_FITS
    if envelope.verdict.severity > SEVERITY_MAX:
        giving, reason = None, Reason.GRAVE
    if _SLOW & flags:
        giving, reason = None, Reason.NEED
    given = () if giving is None else (*giving.options, *giving.owed)
    return Share(
        facts=said,
        flags=frozenset(flag.value for flag in flags),
        severity=envelope.verdict.severity,
        band=envelope.verdict.band,
        reason=reason,
        options=() if giving is None else giving.options,
        owed=() if giving is None else giving.owed,
        face_minor=0 if giving is None else giving.face.minor,
        reserve_minor=0 if giving is None else giving.reserve.minor,
        true_cost_minor=sum(option.true_cost.minor for option in given),
        needs_acceptance=giving is not None and giving.needs_acceptance,
        level=0 if giving is None else giving.approver_level,
        frozen=basis.frozen(),
        result=basis.result(envelope),
        envelope_digest=envelope.digest,
    )


def _giving(
    basis: Basis, envelope: Envelope, gesture_codes: Sequence[str]
) -> tuple[Giving | None, Reason | None]:
    """The giving, or why there is none."""
    currency = basis.document.currency
    owed = tuple(due.code for due in envelope.owed)
    tries: list[tuple[Choice, ...]] = [(Choice(code),) for code in gesture_codes]
    if owed:
        tries.append(())  # what is owed comes whether or not a gesture goes along
    for choices in tries:
        try:
            return plan_giving(basis, envelope.verdict, choices, owed, currency=currency), None
        except (GestureBlocked, AmountNeeded):
            continue
        except (OwedIncomplete, OwedInTwoCurrencies):
            return None, Reason.FACTS_MISSING
    return None, Reason.NOTHING_FITS


def _leaves_a_trace(option: PlannedOption, timezone: str, now: datetime) -> bool:
    """Whether somebody can prove later that it was carried out."""
    steps = plan(option.form, option.terms, timezone=timezone, now=now)
    return steps.voucher_until is not None or bool(steps.works) or steps.is_payment


def level_of_total(basis: Basis, share: Share, total: Money, true_cost: Money) -> int:
    """Whose yes the policy's guard asks for a giving of `total`, as if it went to one case: 0 nobody's, up to 3.

    A total that the guard declines outright needs the highest yes there is.
    """
    if not share.options or not total.minor:
        return 0
    gesture = basis.document.by_code[share.options[0].gesture_code]
    verdict = basis.envelope().verdict
    standing = replace(basis.standing, budgets=None)  # the reservation itself asks the budgets
    found = guard_findings(basis.document, verdict, basis.facts, standing, gesture, total, true_cost)
    weight = max((finding.weight for finding in found), default=0)
    return max(LEVELS.values()) if weight == BLOCKED else weight
