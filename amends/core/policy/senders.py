"""What a house knows of its events, held against the triggers of a policy: hints, because either may come first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from amends.core.policy.model import PolicyDocument
from amends.core.policy.trigger import Trigger
from amends.core.policy.weakness import Weakness, Weight
from amends.core.text import gettext_noop


@dataclass(frozen=True, slots=True)
class Senders:
    """The registered sources by name, the types of events that came of late with their source, and the codes of the
    kinds of failure that there are."""

    sources: frozenset[str]
    sent: frozenset[tuple[str, str]]  # type of event, name of source
    failures: frozenset[str]


def check_senders(document: PolicyDocument, known: Senders) -> Iterator[Weakness]:
    """Triggers for events that nobody sends, and rows that open a case of a kind that there is not."""
    for trigger in document.triggers:
        yield from _sources(trigger, known)
        yield from _types(trigger, known)
        yield from _failures(trigger, known)


def _sources(trigger: Trigger, known: Senders) -> Iterator[Weakness]:
    for name in trigger.sources:
        if name not in known.sources:
            message = gettext_noop(
                "%(table)s, column sources: no event source %(source)s is registered. Write one of %(instead)s, or "
                "have it registered."
            )
            params = {"source": name, "instead": ", ".join(sorted(known.sources)) or "-"}
            yield _found("source_unregistered", message, trigger, "sources", params)


def _types(trigger: Trigger, known: Senders) -> Iterator[Weakness]:
    for wanted in trigger.types:
        if any(
            trigger.takes_type(wanted, kind) and trigger.takes(kind, source) for kind, source in known.sent
        ):
            continue
        kinds = sorted({kind for kind, source in known.sent if trigger.comes_from(source)})
        if kinds:
            message = gettext_noop(
                "%(table)s, column types: no %(type)s has come of late. What came is %(instead)s."
            )
        else:
            message = gettext_noop(
                "%(table)s, column types: nobody has sent %(type)s of late, nor anything else from there. Let its "
                "source send one, and look at Events."
            )
        params = {"type": wanted, "instead": ", ".join(kinds)}
        yield _found("type_not_sent", message, trigger, "types", params)


def _failures(trigger: Trigger, known: Senders) -> Iterator[Weakness]:
    place = trigger.table.output_names.index("failure")
    for row, rule in enumerate(trigger.table.rules, 1):
        code = rule.outputs[place]
        if isinstance(code, str) and code not in known.failures:
            message = gettext_noop(
                "%(table)s, row %(row)s, column failure: there is no kind of failure %(failure)s, so the event could "
                "not be acted on. Write the code of one that there is, or add it."
            )
            yield _found("failure_unknown", message, trigger, "table", {"row": row, "failure": code}, row)


def _found(
    code: str, message: str, trigger: Trigger, column: str, params: Mapping[str, object], row: int = 0
) -> Weakness:
    rows = (row,) if row else ()
    told = {"table": trigger.code, **params}
    return Weakness(code, Weight.WARNING, message, trigger.table.name, rows, column=column, params=told)
