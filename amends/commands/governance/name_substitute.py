"""Somebody who may say yes names who does it for them while they are away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from amends.apps.approvals import store as approvals
from amends.apps.staff import store as staff
from amends.apps.units import store as units
from amends.core.offer.absence import absence
from amends.core.policy.approvals import APPROVING
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import record


class SubstituteUnfit(Refusal):
    """The person away themselves, or somebody who may not say yes to anything anywhere."""

    code = "substitute_unfit"
    kind = Kind.INVALID
    message = gettext_noop(
        "Choose another colleague who works here now and may say yes to something themselves."
    )


class NothingToStandInFor(Refusal):
    """Whoever is away has no yes to give."""

    code = "nothing_to_stand_in_for"
    kind = Kind.INVALID
    message = gettext_noop("This colleague may not say yes to anything, so nobody stands in for them.")


@dataclass(frozen=True, slots=True)
class SubstituteNamed:
    """Who stands in for whom, from when until when."""

    substitution_id: int
    person_id: int
    substitute_id: int
    starts_at: datetime
    ends_at: datetime


@command(Permission.APPROVE, Permission.MANAGE_STAFF)
def name_substitute(
    ctx: Context, *, substitute_id: int, from_date: date, until_date: date, person_id: int | None = None
) -> SubstituteNamed:
    """From the first to the last day, both included, the substitute may give that person's yeses in their name.

    One names one's own; `person_id` is another colleague, whose absence an operator enters. The days are local days of
    whoever is away, or of the organisation where they have no time zone of their own. It gives the substitute no other
    right. The same days once more change nothing. Raises `NotPermitted`, `SubstituteUnfit`, `NothingToStandInFor`,
    `AbsenceInvalid`, `SubstituteNamedBefore`.
    """
    away = ctx.user_id if person_id is None else person_id
    if away is None or away != ctx.user_id:
        ctx.require(Permission.MANAGE_STAFF)
    if away is None or not staff.holds_any(away, APPROVING):
        raise NothingToStandInFor(field="person_id")
    if substitute_id == away or not staff.holds_any(substitute_id, APPROVING):
        raise SubstituteUnfit(field="substitute_id")
    zone_name = staff.user(away).timezone or units.root().timezone
    starts_at, ends_at = absence(from_date, until_date, zone_name, ctx.now)
    named, is_new = approvals.add_substitution(
        ctx, person_id=away, substitute_id=substitute_id, starts_at=starts_at, ends_at=ends_at
    )
    starts_at = named.starts_at
    if is_new:
        body = {"person_id": away, "substitute_id": substitute_id, "starts_at": starts_at, "ends_at": ends_at}
        record(ctx, "staff", "substitute.named", {"substitution_id": named.id, **body})
    return SubstituteNamed(named.id, away, substitute_id, starts_at, ends_at)
