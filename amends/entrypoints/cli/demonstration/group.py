"""Opens the Kintsu Group: units, colleagues, policy, kinds of failure, budgets and places, each by its command."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from amends.commands.budget.open_budget import open_budget
from amends.commands.governance.add_colleague import add_colleague
from amends.commands.governance.add_failure_types import add_failure_types
from amends.commands.governance.open_places import open_places
from amends.commands.governance.open_unit import open_unit
from amends.commands.governance.publish_policy import publish_policy
from amends.core.money import Money
from amends.core.policy.parse import document_text, parse_policy
from amends.core.roles import Role
from amends.entrypoints.cli.demonstration.cast import Cast
from amends.entrypoints.cli.demonstration.people import PASSWORD, email_of, read_group
from amends.entrypoints.cli.starter import BUSINESSES, failure_types

HERE = Path(__file__).parent
CURRENCY = "EUR"


@dataclass
class Group:
    """Ids by the codes and keys of group.yaml; `forms` are short codes by unit."""

    unit_ids: dict[str, int] = field(default_factory=dict)
    forms: dict[str, tuple[str, ...]] = field(default_factory=dict)


def open_group(cast: Cast, at: datetime) -> Group:
    """Open everything at `at`, and put the colleagues into `cast`."""
    written = read_group()
    ctx = cast.house(at, Role.OPERATOR, Role.CX_MANAGER, Role.FINANCE)
    group = Group()
    for unit in written["units"]:
        given = {"parent_code": unit.get("parent"), **unit}
        given.pop("parent", None)
        given["reply_address"] = given.pop("reply_address", "")
        group.unit_ids[unit["code"]] = open_unit(ctx, **given).unit_id
    for each in written["colleagues"]:
        cast.names[each["name"]] = each["key"]
        cast.people[each["key"]] = add_colleague(
            ctx,
            email=email_of(each["key"]),
            display_name=each["name"],
            role=each["role"],
            unit_code=each["unit"],
            title=each["title"],
            timezone=written["units"][0]["timezone"],
            password=PASSWORD if each.get("sign_in") else None,
        ).user_id
    policy = parse_policy(yaml.safe_load((HERE / "policy.yaml").read_text()))
    publish_policy(ctx, document=document_text(policy), note="The first one.")
    for business in BUSINESSES:
        if business != "other":
            add_failure_types(ctx, types=failure_types(business))
    _open_budgets(cast, at, written["budgets"])
    for code, names in written["places"].items():
        opened = open_places(ctx, unit_id=group.unit_ids[code], names=tuple(names))
        group.forms[code] = opened.short_codes
    return group


def _open_budgets(cast: Cast, at: datetime, budgets: list[dict[str, Any]]) -> None:
    ctx = cast.house(at, Role.FINANCE)
    ids: dict[str, int] = {}
    for each in budgets:
        ids[each["key"]] = open_budget(
            ctx,
            unit_code=each["unit"],
            level=each["level"],
            name=each["name"],
            cap=Money(each["cap"] * 100, CURRENCY),
            period=each["period"],
            parent_id=ids.get(each.get("under", "")),
            user_id=cast.people.get(each.get("person", "")),
        ).budget_id
