"""What a policy makes of one event: the trigger that takes it, the facts in it, and the row that fits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from amends.core.policy.facts import read_facts
from amends.core.policy.hits import decide_table
from amends.core.policy.model import PolicyDocument
from amends.core.policy.trigger import DETAILS, RECOMMENDED, Trigger
from amends.core.policy.values import number_text
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop

_DETAIL_MAX = 10_000


class NoTrigger(Refusal):
    """No trigger of the policy is meant for such an event."""

    code = "no_trigger"
    kind = Kind.NOT_FOUND
    message = gettext_noop("The policy in force has no trigger for %(type)s from %(source)s.")


class NoRowFits(Refusal):
    """The trigger's table has no row for these facts: nothing is to be done."""

    code = "no_row_fits"
    kind = Kind.NOT_FOUND
    message = gettext_noop("No row of the trigger “%(trigger)s” fits, so nothing is done.")


class DetailUnusable(Refusal):
    """What the event says of the customer or the place is no text."""

    code = "event_detail_unusable"
    kind = Kind.INVALID
    message = gettext_noop("%(path)s should hold %(detail)s, as a text.")


@dataclass(frozen=True, slots=True)
class Matched:
    """The trigger, the row of its table (from 1), and what the event says.

    `facts` are JSON values that the policy can read; `details` texts by the names of `DETAILS`, without empty ones.
    `gesture` is a code, `RECOMMENDED`, or "" where a person decides.
    """

    trigger: Trigger
    row: int
    failure: str
    gesture: str
    facts: Mapping[str, object]
    details: Mapping[str, str]

    @property
    def takes_the_first(self) -> bool:
        """Whether the policy itself chooses among the gestures."""
        return self.gesture == RECOMMENDED


def match_event(document: PolicyDocument, event: Mapping[str, object], source: str) -> Matched:
    """What the policy makes of `event` (JSON of a CloudEvent) from the registered source of that name.

    The first trigger that takes it and has a row for it decides. Raises `NoTrigger`, `NoRowFits`, `DetailUnusable`,
    `FactsInvalid` (each fact at its name) and `RowsContradict`.
    """
    kind = str(event.get("type", ""))
    taking = [trigger for trigger in document.triggers if trigger.takes(kind, source)]
    if not taking:
        raise NoTrigger(field="type", type=kind[:200], source=source)
    for trigger in taking:
        found = {name: _kept(value_at(event, path)) for name, path in trigger.facts.items()}
        said = {name: value for name, value in found.items() if value not in (None, "")}
        facts = read_facts(document, said)
        outcome = decide_table(trigger.table, {**facts, "event_type": kind})
        answer = dict(outcome.values)
        failure = answer.get("failure")
        if outcome.rows and isinstance(failure, str) and failure:
            return Matched(
                trigger=trigger,
                row=outcome.rows[0],
                failure=failure,
                gesture=str(answer.get("gesture") or ""),
                facts=said,
                details=_details(event, trigger),
            )
    raise NoRowFits(trigger=taking[0].name)


def value_at(event: Mapping[str, object], path: str) -> object:
    """What stands at a place like `data.lines.0.total`; None where there is nothing."""
    value: object = event
    for part in path.split("."):
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        else:
            return None
    return value


def _kept(value: object) -> object:
    """JSON as evidence keeps it: a number with a fraction as the text it was written as, which is exact."""
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, Mapping):
        return {str(name): _kept(item) for name, item in value.items()}
    return [_kept(item) for item in value] if isinstance(value, list) else value


def _details(event: Mapping[str, object], trigger: Trigger) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, path in trigger.details.items():
        value = value_at(event, path)
        if isinstance(value, bool | Mapping | list) or len(str(value)) > _DETAIL_MAX:
            raise DetailUnusable(field=path, path=path, detail=DETAILS[name])
        text = "" if value is None else str(value).strip()
        if text:
            found[name] = text
    return found
