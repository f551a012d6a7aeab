"""Who would be asked for a yes, and how long they usually take: what the envelope says beside what needs one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from amends.apps.cases.models import Case
from amends.core.offer.authority import LEVELS
from amends.core.policy.approvals import ApprovalPath, path_for
from amends.core.policy.line import NEEDS_APPROVAL, GestureLine
from amends.core.roles import Role
from amends.kernel.context import Context
from amends.kernel.statement import read_rows
from amends.queries.approvers import PACE_LAST, usual_of

# Written out because every envelope with a gesture that needs a yes asks it: colleagues over the unit, each replaced by
# those who stand in for them now, with their last answers; nobody who was there.
_PEOPLE = """
    WITH placed AS (
        SELECT p.id, p.role, p.user_id FROM staff_placement p JOIN staff_user u ON u.id = p.user_id
        WHERE p.unit_id = ANY(%(lineage)s::bigint[]) AND p.role = ANY(%(roles)s::text[]) AND p.ended_at IS NULL
          AND u.is_active
    )
    SELECT placed.role, reader.id, reader.display_name, ARRAY(
        SELECT waited_seconds FROM approvals_approvalvoice
        WHERE given_by = 'person:' || reader.id ORDER BY id DESC LIMIT %(last)s
    )
    FROM placed
    LEFT JOIN approvals_substitution away
      ON away.person_id = placed.user_id AND away.starts_at <= %(now)s AND away.ends_at > %(now)s
    JOIN staff_user reader ON reader.id = coalesce(away.substitute_id, placed.user_id)
    WHERE NOT EXISTS (
        SELECT 1 FROM approvals_involvement part
        WHERE part.case_id = %(case_id)s AND part.user_id = reader.id AND part.ended_at IS NULL
    )
    ORDER BY placed.id, away.id
"""


@dataclass(frozen=True, slots=True)
class AskedPerson:
    """A colleague of the first step. `usual_minutes` is None where they have answered too seldom to say."""

    name: str
    usual_minutes: int | None


def asked_people(
    ctx: Context, case: Case, paths: Iterable[ApprovalPath], lines: Iterable[GestureLine]
) -> Mapping[str, tuple[AskedPerson, ...]]:
    """By the code of each gesture that needs a yes, whom it would be asked first, the quickest first.

    Whoever asks and whoever was there is left out; who stands in for somebody is named instead of them. `case` has its
    `unit` along.
    """
    ways = tuple(paths)
    wanted = {line.gesture_code: _roles(ways, line) for line in lines if line.status == NEEDS_APPROVAL}
    if not wanted:
        return {}
    barred = {str(ctx.actor), f"person:{case.owner_before_id}"}
    people = _people(ctx, case, frozenset(role for roles in wanted.values() for role in roles))
    found = {}
    for code, roles in wanted.items():
        asked = {
            user_id: person
            for role, user_id, person in people
            if role in roles and f"person:{user_id}" not in barred
        }
        found[code] = tuple(sorted(asked.values(), key=_quickest))
    return found


def _roles(ways: tuple[ApprovalPath, ...], line: GestureLine) -> tuple[Role, ...]:
    face = line.face or line.open_min
    amount = Decimal(0) if face is None else face.decimal
    return path_for(ways, LEVELS[line.approver], amount)[0].roles


def _people(ctx: Context, case: Case, roles: frozenset[Role]) -> list[tuple[Role, int, AskedPerson]]:
    """Colleagues with these roles over the unit, or whoever stands in for them now, but for those who were there."""
    rows = read_rows(
        _PEOPLE,
        {
            "lineage": case.unit.lineage,
            "roles": sorted(role.value for role in roles),
            "case_id": case.id,
            "now": ctx.now,
            "last": PACE_LAST,
        },
    )
    return [
        (Role(role), user_id, AskedPerson(name, usual_of(waited))) for role, user_id, name, waited in rows
    ]


def _quickest(person: AskedPerson) -> tuple[bool, int, str]:
    return (person.usual_minutes is None, person.usual_minutes or 0, person.name)
