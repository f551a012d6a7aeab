"""What is wrong with a draft, cell by cell: what cannot be read first, and once all can be read, what is not right."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from amends.core.policy.check import check_policy
from amends.core.policy.drafting.lists import LISTS
from amends.core.policy.drafting.sheets import TABLE, Data, entries
from amends.core.policy.model import PolicyDocument
from amends.core.policy.parse import PolicyInvalid, parse_policy
from amends.core.policy.senders import Senders, check_senders
from amends.core.policy.weakness import Weakness, Weight
from amends.core.refusal import Refusal

_OF_TABLE = re.compile(r"tables\.([a-z0-9_]+)(?:\.(?:rules\[)?(\d+)\]?)?(?:\.(.+))?")
_OF_ITEM = re.compile(
    r"(facts|derived|amounts|tables|gestures|approvals|triggers)\[([^\]]+)\](?:\.([a-z_]+))?.*"
)


@dataclass(frozen=True)
class Finding:
    """One thing found: `row` counts from 1 (0: the sheet as a whole), `column` by name ("": the row as a whole).

    `message` is English with holes for `params`. An error keeps the draft from being published.
    """

    weight: Weight
    code: str
    message: str
    sheet: str
    row: int = 0
    column: str = ""
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """The English sentence."""
        return self.message % self.params if self.params else self.message

    @property
    def is_error(self) -> bool:
        """Whether it has to be put right before the draft can be published."""
        return self.weight is Weight.ERROR


@dataclass(frozen=True)
class Checked:
    """What the check of a draft says; `document` is the policy, None where it cannot be read yet."""

    findings: tuple[Finding, ...]
    document: PolicyDocument | None

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What keeps it from being published."""
        return tuple(finding for finding in self.findings if finding.is_error)


def check_draft(data: Data, known: Senders | None = None) -> Checked:
    """Everything that is wrong with a draft, in the order of the document; with what the house knows of its events,
    also hints at triggers for what nobody sends.
    """
    try:
        document = parse_policy(data)
    except PolicyInvalid as invalid:
        return Checked(tuple(_unreadable(data, refusal) for refusal in invalid.refusals), None)
    found = [*check_policy(document), *(check_senders(document, known) if known else ())]
    return Checked(tuple(_weak(data, weakness) for weakness in found), document)


def _unreadable(data: Data, refusal: Refusal) -> Finding:
    sheet, row, column = place_of(data, refusal.field or "")
    return Finding(Weight.ERROR, refusal.code, refusal.message, sheet, row, column, refusal.params)


def _weak(data: Data, weakness: Weakness) -> Finding:
    sheet, row = _table_sheet(data, weakness.table)
    if weakness.gesture:
        sheet, row = "gestures", _number_of(entries(data, "gestures"), "code", weakness.gesture)
    elif weakness.rows and not row:
        row = weakness.rows[-1]
    return Finding(
        weakness.weight,
        weakness.code,
        weakness.message,
        sheet,
        row,
        weakness.column or ("table" if sheet == "triggers" else ""),
        params=weakness.params,
    )


def place_of(data: Data, at: str) -> tuple[str, int, str]:
    """The sheet, row and column that a path of the document (`tables.severity.3.harm_class`) leads to."""
    if (found := _OF_TABLE.fullmatch(at)) is not None:
        sheet, row = _table_sheet(data, found[1])
        return (sheet, row, "table") if row else (sheet, int(found[2] or 0), found[3] or "")
    if (found := _OF_ITEM.fullmatch(at)) is not None:
        key, which, column = found[1], found[2], found[3] or ""
        items = entries(data, key)
        row = int(which) if which.isdecimal() else _number_of(items, "code", which)
        whole = "amount" if key == "amounts" else ""  # the path of an amount ends at its name
        return key, row, column if any(column == known.name for known in LISTS[key]) else whole
    head, _, rest = at.partition(".")
    if head == "ceiling":
        return "policy", 1, f"ceiling_{rest or 'percent'}"
    if any(head == known.name for known in LISTS["policy"]):
        return "policy", 1, head
    return (head, 0, "") if head in LISTS else ("policy", 0, "")


def _table_sheet(data: Data, name: str) -> tuple[str, int]:
    """Where the rows of a table are edited: on its own sheet, or in the row of the trigger that it belongs to."""
    if any(str(table.get("name")) == name for table in entries(data, "tables")):
        return f"{TABLE}{name}", 0
    trigger = _number_of(entries(data, "triggers"), "code", name)
    return ("triggers", trigger) if trigger else ("tables", 0)


def _number_of(items: list[Data], key: str, name: str) -> int:
    return next((number for number, item in enumerate(items, 1) if str(item.get(key)) == name), 0)
