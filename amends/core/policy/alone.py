"""Can what a trigger names be given without a person? A row that never can is found before an event comes.

What is asked here is what giving asks (core.event.automatic): the guard for a program of level 0, the grant, a band
that a case reaches without a person, an amount that nobody has to choose.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from amends.core.policy.amounts import OpenAmount, facts_of
from amends.core.policy.authority import lower_end, strictest, upper_end
from amends.core.policy.grid import rows_of
from amends.core.policy.guard import WEIGHTS
from amends.core.policy.hits import RowsContradict, combine
from amends.core.policy.model import BAND, BANDS, GUARD, GestureDefinition, PolicyDocument, Table
from amends.core.policy.reach import TooManyCases, is_relative, reachable
from amends.core.policy.trigger import RECOMMENDED, Grant, Trigger
from amends.core.policy.values import FactValue, ValueType, number_text
from amends.core.policy.weakness import Weakness, Weight
from amends.core.text import gettext_noop

_GRAVEST = 2
"""Severity 3 and more goes to a person (the fast track of core.case.lifecycle)."""


def check_alone(document: PolicyDocument) -> Iterator[Weakness]:
    """What the triggers of `document` promise and could never give by themselves, row by row."""
    bands = bands_alone(document)
    free = [gesture for gesture in document.gestures if not _hindrance(document, gesture, bands)]
    for trigger in document.triggers:
        if "gesture" not in trigger.table.output_names or trigger.grant is None:
            continue
        place = trigger.table.output_names.index("gesture")
        for row, rule in enumerate(trigger.table.rules, 1):
            code = rule.outputs[place]
            gesture = next((each for each in document.gestures if each.code == code), None)
            if gesture is not None:
                yield from _of_row(document, trigger, trigger.grant, row, gesture, bands, free)
            elif code == RECOMMENDED and not free:
                message = gettext_noop(
                    "%(table)s, row %(row)s, column gesture: no gesture of the list can be given without a person. "
                    "Write null, so that somebody looks at it."
                )
                yield _found("nothing_alone", Weight.ERROR, message, trigger, row)


def _of_row(
    document: PolicyDocument,
    trigger: Trigger,
    grant: Grant,
    row: int,
    gesture: GestureDefinition,
    bands: frozenset[str] | None,
    free: list[GestureDefinition],
) -> Iterator[Weakness]:
    hindrance = _hindrance(document, gesture, bands)
    if hindrance:
        code, message, params = hindrance
        instead = ", ".join([*(f'"{each.code}"' for each in free), "null"])
        told = {"gesture": gesture.name, "instead": instead, **params}
        yield _found(code, Weight.ERROR, message, trigger, row, told)
        return
    if gesture.amount is None:
        return
    least = lower_end(gesture.amount, document)
    for name in ("per_case", "per_customer", "per_day"):
        most: Decimal = getattr(grant, name)
        if least > most:
            message = gettext_noop(
                "%(table)s, row %(row)s: “%(gesture)s” comes to %(least)s at least, and the grant %(name)s holds "
                "%(most)s. Write %(name)s: %(least)s or more, or a smaller gesture."
            )
            worth = {"least": number_text(least), "most": number_text(most), "name": name}
            told = {"gesture": gesture.name, **worth}
            yield _found("grant_too_small", Weight.ERROR, message, trigger, row, told, column="grant")
    if not gesture.budget:
        message = gettext_noop(
            "%(table)s, row %(row)s, column gesture: “%(gesture)s” is worth money and no budget carries it, so only "
            "the grant holds it. Write budget: true at the gesture."
        )
        yield _found("no_budget_alone", Weight.WARNING, message, trigger, row, {"gesture": gesture.name})
    asked = facts_of(gesture.amount, document.amounts) & document.declared.keys() - trigger.facts.keys()
    if asked:
        message = gettext_noop(
            "%(table)s, row %(row)s: what “%(gesture)s” is worth depends on %(facts)s, which the trigger does not "
            "read. Write under facts where it stands in the event, unless the kind of failure assumes it."
        )
        told = {"gesture": gesture.name, "facts": ", ".join(sorted(asked))}
        yield _found("fact_not_read", Weight.WARNING, message, trigger, row, told, column="facts")


_Hindrance = tuple[str, str, Mapping[str, object]] | None


def _hindrance(
    document: PolicyDocument, gesture: GestureDefinition, bands: frozenset[str] | None
) -> _Hindrance:
    """Why a gesture can never be given without a person, whatever the facts: code, words and what fills them."""
    if isinstance(gesture.amount, OpenAmount):
        message = gettext_noop(
            "%(table)s, row %(row)s, column gesture: somebody has to choose the amount of “%(gesture)s”, so it is "
            "never given without a person. Write one of %(instead)s."
        )
        return "amount_chosen", message, {}
    if bands is not None and gesture.bands and not bands & set(gesture.bands):
        message = gettext_noop(
            "%(table)s, row %(row)s, column gesture: “%(gesture)s” fits %(bands)s, and without a person a case gets no "
            "further than %(reached)s. Write one of %(instead)s."
        )
        params = {"bands": ", ".join(gesture.bands), "reached": ", ".join(sorted(bands))}
        return "band_not_alone", message, params
    who = _always_asked(document, gesture)
    if who is not None:
        message = gettext_noop(
            "%(table)s, row %(row)s, column gesture: the table guard always answers %(who)s to a program that gives "
            "“%(gesture)s”, so it is never given without a person. Write one of %(instead)s."
        )
        return "never_alone", message, {"who": who}
    return None


def bands_alone(document: PolicyDocument) -> frozenset[str] | None:
    """The bands that a case can reach which no person has to look at; None where that cannot be told."""
    table = document.table(BAND)
    if table is None or is_relative(table):
        return None
    reached: set[str] = set()
    for severity in range(1, _GRAVEST + 1):
        fixed: dict[str, FactValue] = {"severity": Decimal(severity)}
        if "double_deviation" in table.inputs:
            kind = table.input_types[table.inputs.index("double_deviation")]
            fixed["double_deviation"] = False if kind is ValueType.BOOLEAN else Decimal(0)
        try:
            masks = reachable(document, table, fixed=fixed)
        except TooManyCases:
            return None
        for mask in masks:
            try:
                reached.add(str(dict(combine(table, rows_of(mask)).values).get(BAND)))
            except RowsContradict:
                continue
    return frozenset(reached & set(BANDS))


def _always_asked(document: PolicyDocument, gesture: GestureDefinition) -> str | None:
    """The mildest answer of the guard to a program, where that is not `allow`."""
    guard = document.table(GUARD)
    if guard is None or is_relative(guard):
        return None
    fixed: dict[str, FactValue] = {
        "gesture": gesture.code,
        "gesture_type": gesture.type.value,
        "gesture_form": gesture.form.value,
        "gesture_band": gesture.lowest_band,
        "actor_role": "program",
        "actor_level": Decimal(0),
        **_worth(document, guard, gesture),
    }
    try:
        masks = reachable(document, guard, fixed=fixed)
    except TooManyCases:
        return None
    mildest = min((strictest(guard, mask) for mask in masks if mask), default=0)
    return None if mildest == 0 else next(name for name, weight in WEIGHTS.items() if weight == mildest)


def _worth(document: PolicyDocument, guard: Table, gesture: GestureDefinition) -> dict[str, FactValue]:
    """The least that the gesture comes to, for those columns in which the guard only grows stricter."""
    if gesture.amount is None:
        return {"amount": Decimal(0), "case_total": Decimal(0)}
    least = lower_end(gesture.amount, document)
    is_fixed = upper_end(gesture.amount, document) == least
    return {
        name: least
        for name in ("amount", "case_total")
        if name in guard.rises_with or (name == "amount" and is_fixed)
    }


def _found(
    code: str,
    weight: Weight,
    message: str,
    trigger: Trigger,
    row: int,
    params: Mapping[str, object] | None = None,
    *,
    column: str = "table",
) -> Weakness:
    told = {"table": trigger.code, "row": row, **(params or {})}
    return Weakness(code, weight, message, trigger.table.name, (row,), column=column, params=told)
