"""Reads and writes the pre-approved list: one gesture at a time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import time
from decimal import Decimal

from amends.core.policy.amounts import AmountForm, PercentOf
from amends.core.policy.cells import Cell, compile_cell
from amends.core.policy.forms import FormReader, form_data
from amends.core.policy.model import (
    BANDS,
    GestureDefinition,
    GestureForm,
    GestureType,
    PromiseTemplate,
    UnitCost,
)
from amends.core.policy.notation import CellUnreadable
from amends.core.policy.reading import Reader
from amends.core.policy.values import ValueType
from amends.core.text import gettext_noop

_SPAN = re.compile(r"G([0-5])\.\.G([0-5])")
_WORK = (GestureForm.NOTE, GestureForm.CALL, GestureForm.UPGRADE)
_WORDS_ONLY = (GestureForm.NOTE, GestureForm.CALL)


def read_gesture(reader: Reader, forms: FormReader, types: Mapping[str, ValueType]) -> GestureDefinition:
    """One gesture; notes problems in the reader."""
    form = reader.choice("form", GestureForm)
    percent = reader.number("percent", least=Decimal(0))
    amount = _amount(reader, forms, form, percent)
    budget = reader.flag("budget", form not in _WORDS_ONLY)
    if budget and amount is None:
        reader.bad(
            "amount", gettext_noop("what it is worth, so that a budget can carry it; or budget: false")
        )
    valid_from, valid_to = reader.date("valid_from"), reader.date("valid_to")
    if valid_from and valid_to and valid_to < valid_from:
        reader.bad("valid_to", gettext_noop("a day that is not before valid_from"))
    redemption = reader.number("expected_redemption", least=Decimal(0))
    if redemption is not None and redemption > 1:
        reader.bad("expected_redemption", gettext_noop("a share between 0 and 1"))
    gesture = GestureDefinition(
        code=reader.name("code"),
        name=reader.text("name", required=True),
        type=reader.choice("type", GestureType),
        form=form,
        amount=amount,
        percent=percent,
        points=reader.count("points", least=1),
        unit_cost=_unit_cost(reader, amount),
        expected_redemption=Decimal(1) if redemption is None else redemption,
        bands=_bands(reader),
        lost_resources=reader.texts("lost_resources"),
        applies=_conditions(reader, types),
        max_per_case=reader.count("max_per_case", least=1),
        cooldown_days=reader.count("cooldown_days"),
        needs_acceptance=reader.flag("needs_acceptance", form not in _WORDS_ONLY),
        promises=_promises(reader, form),
        budget=budget,
        valid_days=reader.count("valid_days", least=1),
        valid_from=valid_from,
        valid_to=valid_to,
        wording=reader.text("wording"),
    )
    reader.close()
    return gesture


def gesture_data(gesture: GestureDefinition) -> dict[str, object]:
    """A gesture as plain data, the way `read_gesture` reads it; entries that are absent are left out."""
    cost = gesture.unit_cost
    entries = {
        "code": gesture.code,
        "name": gesture.name,
        "type": gesture.type,
        "form": gesture.form,
        "amount": None if gesture.amount is None else form_data(gesture.amount),
        "percent": gesture.percent,
        "points": gesture.points,
        "unit_cost": {"ratio": cost.ratio} if cost.fixed is None else {"fixed": cost.fixed},
        "expected_redemption": gesture.expected_redemption,
        "bands": gesture.bands,
        "lost_resources": gesture.lost_resources,
        "applies": {fact: cell.text for fact, cell in gesture.applies},
        "max_per_case": gesture.max_per_case,
        "cooldown_days": gesture.cooldown_days,
        "needs_acceptance": gesture.needs_acceptance,
        "promises": [_promise_data(promise) for promise in gesture.promises],
        "budget": gesture.budget,
        "valid_days": gesture.valid_days,
        "valid_from": gesture.valid_from,
        "valid_to": gesture.valid_to,
        "wording": gesture.wording,
    }
    return {name: entry for name, entry in entries.items() if entry is not None}


def _amount(
    reader: Reader, forms: FormReader, form: GestureForm, percent: Decimal | None
) -> AmountForm | None:
    raw = reader.get("amount")
    if raw is not None:
        return forms.read(raw, reader.path("amount"), open_allowed=True)
    if form is not GestureForm.PERCENT:
        return None
    if percent is None:
        reader.bad("percent", gettext_noop("how many percent, like 20"))
        return None
    if forms.types.get("price") is not ValueType.MONEY:
        reader.bad("amount", gettext_noop("{percent: 20, of: ...} with the money fact it is a part of"))
    return PercentOf(percent, "price")


def _unit_cost(reader: Reader, amount: AmountForm | None) -> UnitCost:
    if reader.get("unit_cost") is None:
        return UnitCost(fixed=Decimal(0)) if amount is None else UnitCost(ratio=Decimal(1))
    inner = reader.inner("unit_cost")
    ratio, fixed = inner.number("ratio", least=Decimal(0)), inner.number("fixed", least=Decimal(0))
    inner.close()
    if (ratio is None) == (fixed is None) or (ratio is not None and amount is None):
        reader.bad("unit_cost", gettext_noop("{ratio: 0.35} of what it is worth, or {fixed: 4.20}"))
        return UnitCost(fixed=Decimal(0))
    return UnitCost(ratio, fixed)


def _bands(reader: Reader) -> tuple[str, ...]:
    raw = reader.get("bands")
    span = _SPAN.fullmatch(raw) if isinstance(raw, str) else None
    if span is not None and span[1] <= span[2]:
        return BANDS[int(span[1]) : int(span[2]) + 1]
    if isinstance(raw, str):
        reader.bad("bands", gettext_noop("a span like G1..G5, or a list of bands"))
        return ()
    return tuple(sorted(set(reader.texts("bands", BANDS))))


def _conditions(reader: Reader, types: Mapping[str, ValueType]) -> tuple[tuple[str, Cell], ...]:
    if reader.get("applies") is None:
        return ()
    inner = reader.inner("applies")
    conditions = []
    for fact in sorted(str(key) for key in inner.data):
        text = inner.get(fact)
        if fact not in types:
            reader.problems.unusable(inner.path(fact), text, ", ".join(sorted(types)))
            continue
        try:
            cell = compile_cell(
                text if isinstance(text, str) else str(text).lower(), types[fact], frozenset(types)
            )
            conditions.append((fact, cell))
        except CellUnreadable as problem:
            reader.problems.unusable(inner.path(fact), text, str(problem.params["instead"]))
    return tuple(conditions)


def _promises(reader: Reader, form: GestureForm) -> tuple[PromiseTemplate, ...]:
    if reader.get("promise") is not None and "promises" not in reader.data:
        inners = [reader.inner("promise")]
    else:
        items = reader.items("promises")
        inners = [
            Reader(item, f"{reader.path('promises')}[{i}]", reader.problems)
            for i, item in enumerate(items, 1)
        ]
    promises = tuple(_promise(inner) for inner in inners)
    if not promises and form in _WORK:
        wanted = gettext_noop("who does what by when: {what: ..., owner: ..., due_minutes: 30}")
        reader.bad("promises", wanted)
    return promises


def _promise(reader: Reader) -> PromiseTemplate:
    minutes = reader.count("due_minutes", least=1)
    raw = reader.get("due_time")
    clock = None
    if raw is not None:
        try:
            clock = time.fromisoformat(raw) if isinstance(raw, str) else None
        except ValueError:
            clock = None
        if clock is None:
            reader.bad("due_time", gettext_noop('a time of day in quotes, like "06:00"'))
    if (minutes is None) == (raw is None):
        reader.bad("due_minutes", gettext_noop("due_minutes: 30 or due_time: 06:00, and only one of them"))
    promise = PromiseTemplate(
        reader.text("what", required=True), reader.text("owner", required=True), minutes, clock
    )
    reader.close()
    return promise


def _promise_data(promise: PromiseTemplate) -> dict[str, object]:
    due = {"due_minutes": promise.due_minutes, "due_time": promise.due_time}
    entries: dict[str, object] = {"what": promise.what, "owner": promise.owner}
    return entries | {name: value for name, value in due.items() if value is not None}
