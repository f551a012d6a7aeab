"""Nested budgets for tests, opened through the stores."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from givens.contexts import NOON, someone

from amends.apps.ledger import store as ledger
from amends.apps.staff import store as staff
from amends.apps.units import store as units
from amends.core.ledger.budget import PeriodLength, PeriodRecord
from amends.core.money import Money
from amends.core.roles import Role


@dataclass(frozen=True)
class Nest:
    """A brand with one site, one team and colleagues, each with a budget: five levels, campaign at the root."""

    organisation_id: int
    brand_id: int
    site_id: int
    team_id: int
    user_ids: tuple[int, ...]
    budget_ids: dict[str, int]

    def chain(self, number: int = 0) -> tuple[PeriodRecord, ...]:
        """The five periods that a giving by colleague `number` is charged to, deepest first."""
        with transaction.atomic():
            return ledger.chain_for(self.team_id, self.user_ids[number], NOON)


def a_nest(
    *,
    campaign: int = 100_000,
    brand: int = 100_000,
    site: int = 100_000,
    team: int = 100_000,
    person: int = 100_000,
    people: int = 1,
) -> Nest:
    """Five nested budgets with these caps (minor units of EUR), one person's budget for each of `people`."""
    ctx = someone(Role.FINANCE)
    with transaction.atomic():
        top = units.add_unit(
            parent_id=None,
            level="organisation",
            name="Kintsu",
            code="kintsu",
            business="hotel",
            currency="EUR",
        )
        levels = {"brand": "Kintsu Hotels", "site": "Kintsu Porto", "team": "Night desk"}
        parent, made = top.id, {}
        for level, name in levels.items():
            parent = units.add_unit(
                parent_id=parent,
                level=level,
                name=name,
                code=name.lower().replace(" ", "-"),
                business="hotel",
                currency="EUR",
            ).id
            made[level] = parent
        budgets: dict[str, int] = {}
        above: int | None = None
        caps = (("campaign", top.id, campaign), ("brand", made["brand"], brand), ("site", made["site"], site))
        for level, unit_id, cap in (*caps, ("team", made["team"], team)):
            above = ledger.open_budget(
                ctx,
                unit_id=unit_id,
                level=level,
                name=f"{level} budget",
                cap=Money(cap, "EUR"),
                period=PeriodLength.MONTH,
                parent_id=above,
            ).id
            budgets[level] = above
        users = []
        for number in range(people):
            user = staff.add_user(email=f"desk{number}@example.org", display_name=f"Desk {number}")
            staff.place_user(ctx, user_id=user.id, unit_id=made["team"], role=Role.FRONT_LINE)
            budgets[f"person{number}"] = ledger.open_budget(
                ctx,
                unit_id=made["team"],
                level="person",
                name=f"person {number}",
                cap=Money(person, "EUR"),
                period=PeriodLength.DAY,
                parent_id=above,
                user_id=user.id,
            ).id
            users.append(user.id)
    return Nest(top.id, made["brand"], made["site"], made["team"], tuple(users), budgets)
