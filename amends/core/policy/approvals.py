"""How a yes from above is found: who is asked in which steps, by when, and what their silence means.

This is the section `approvals` of a policy. What it does not say is asked as ever: one step, the role of that level or
a more senior one, within an hour, and silence is a no.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from amends.core.policy.reading import Problems, Reader
from amends.core.roles import LEVEL, PERMISSIONS, Permission, Role
from amends.core.text import gettext_noop

APPROVING: tuple[Role, ...] = tuple(
    sorted((role for role in LEVEL if Permission.APPROVE in PERMISSIONS[role]), key=LEVEL.__getitem__)
)
"""The roles that may say yes, the least senior first."""

DUE_MINUTES = 60
"""How long a step stays open where the policy does not say; minutes of the unit's working time."""


class Who(StrEnum):
    """Whose yes a step needs when it names several roles."""

    ANY = "any"  # one of them, or of somebody more senior
    ALL = "all"  # each of them, in parallel


class OnTimeout(StrEnum):
    """What follows when nobody has answered a step in its time."""

    REFUSE = "refuse"
    APPROVE = "approve"  # below the amount that the step states; else it is refused
    HAND_UP = "hand_up"  # the next higher role is asked; above the highest it is refused


@dataclass(frozen=True, slots=True)
class ApprovalStep:
    """One step: `due_minutes` in working time, `approve_below` in major units of the policy's currency."""

    roles: tuple[Role, ...]
    who: Who = Who.ANY
    due_minutes: int = DUE_MINUTES
    on_timeout: OnTimeout = OnTimeout.REFUSE
    approve_below: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ApprovalPath:
    """The steps for one level of approver (L1 to L3) and face values from `least` up to but not including `below`."""

    approver: str
    steps: tuple[ApprovalStep, ...]
    least: Decimal = Decimal(0)
    below: Decimal | None = None

    def covers(self, approver: str, amount: Decimal) -> bool:
        """Whether a gesture of that face value, in major units, that needs that approver goes this way."""
        within = self.least <= amount and (self.below is None or amount < self.below)
        return approver == self.approver and within


def path_for(paths: Iterable[ApprovalPath], level: int, amount: Decimal) -> tuple[ApprovalStep, ...]:
    """The steps for a yes of `level` (1 to 3) to a face value of `amount` in major units."""
    found = next((path.steps for path in paths if path.covers(f"L{level}", amount)), None)
    return found or (ApprovalStep(tuple(role for role in APPROVING if LEVEL[role] == level)),)


def senior_roles(level: int) -> tuple[Role, ...]:
    """The roles whose one yes suffices for a level; nothing goes without that of a lead."""
    return tuple(role for role in APPROVING if LEVEL[role] >= max(level, 1))


def handed_up(step: ApprovalStep) -> ApprovalStep | None:
    """The step put to the next higher role; None when nobody stands above the most senior one it names."""
    top = max(LEVEL[role] for role in step.roles)
    above = tuple(role for role in APPROVING if LEVEL[role] == top + 1)
    return replace(step, roles=above, who=Who.ANY) if above else None


def read_approvals(reader: Reader, levels: tuple[str, ...]) -> tuple[ApprovalPath, ...]:
    """The section `approvals`, a list of paths; problems go to the reader."""
    paths: list[ApprovalPath] = []
    for number, item in enumerate(reader.items("approvals"), 1):
        entry = Reader(item, f"approvals[{number}]", reader.problems)
        path = _read_path(entry, levels)
        if any(_meet(path, other) for other in paths):
            entry.bad("from", gettext_noop("amounts that no path above covers for the same approver"))
        paths.append(path)
        entry.close()
    return tuple(paths)


def _read_path(reader: Reader, levels: tuple[str, ...]) -> ApprovalPath:
    approver = reader.text("approver", required=True)
    if approver not in levels:
        reader.bad("approver", ", ".join(levels))
        approver = levels[0]
    least = reader.number("from", least=Decimal(0)) or Decimal(0)
    below = reader.number("below", least=Decimal(0))
    if below is not None and below <= least:
        reader.bad("below", gettext_noop("an amount above the one it begins from"))
    steps = tuple(
        _read_step(Reader(item, f"{reader.at}.steps[{number}]", reader.problems))
        for number, item in enumerate(reader.items("steps"), 1)
    )
    level = levels.index(approver) + 1
    if not any(_suffices(step, level) for step in steps):
        senior = ", ".join(role.value for role in APPROVING if LEVEL[role] >= level)
        reader.bad("steps", gettext_noop("at least one step that only these give: ") + senior)
    return ApprovalPath(approver, steps, least, below)


def _suffices(step: ApprovalStep, level: int) -> bool:
    """Whether nobody gets through the step without a yes of that level."""
    senior = [LEVEL[role] >= level for role in step.roles]
    return any(senior) if step.who is Who.ALL else bool(senior) and all(senior)


def _read_step(reader: Reader) -> ApprovalStep:
    known = tuple(role.value for role in APPROVING)
    names = tuple(dict.fromkeys(reader.texts("roles", known)))
    if not names:
        reader.bad("roles", ", ".join(known))
    due = reader.count("due_minutes", least=1)
    on_timeout = reader.choice("on_timeout", OnTimeout, OnTimeout.REFUSE)
    below = reader.number("approve_below", least=Decimal(0))
    if (on_timeout is OnTimeout.APPROVE) != (below is not None):
        reader.bad(
            "approve_below", gettext_noop("below which amount silence is a yes, with on_timeout approve")
        )
    step = ApprovalStep(
        tuple(Role(name) for name in names),
        reader.choice("who", Who, Who.ANY),
        DUE_MINUTES if due is None else due,
        on_timeout,
        below,
    )
    reader.close()
    return step


def _meet(one: ApprovalPath, other: ApprovalPath) -> bool:
    """Whether some amount goes both ways."""
    if one.approver != other.approver:
        return False
    before = one.below is not None and one.below <= other.least
    after = other.below is not None and other.below <= one.least
    return not (before or after)


def path_data(path: ApprovalPath) -> dict[str, object]:
    """A path as plain data, as the canonical text of a policy keeps it."""
    return {
        "approver": path.approver,
        "from": path.least,
        "below": path.below,
        "steps": [step_data(step) for step in path.steps],
    }


def step_data(step: ApprovalStep) -> dict[str, Any]:
    """A step as plain data."""
    return {
        "roles": [role.value for role in step.roles],
        "who": step.who.value,
        "due_minutes": step.due_minutes,
        "on_timeout": step.on_timeout.value,
        "approve_below": step.approve_below,
    }


def kept_step(data: Mapping[str, Any]) -> ApprovalStep:
    """The step that `step_data` made, whose amount may have become a text on the way."""
    problems = Problems()
    step = _read_step(Reader(data, "step", problems))
    assert not problems.found, "a step is kept as it was read"
    return step
