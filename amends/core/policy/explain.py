"""A verdict and an envelope in words, line by line, so that anybody can see which row of which table said
what.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

from amends.core.policy.envelope import Envelope
from amends.core.policy.evaluate import EntitlementDue, Step, Verdict
from amends.core.policy.line import ALLOWED, NEEDS_APPROVAL, GestureLine
from amends.core.policy.model import BAND, ENTITLEMENT, REMEDY, SEVERITY, PolicyDocument
from amends.core.policy.objections import Reason
from amends.core.policy.values import Facts, FactValue, duration_text, number_text
from amends.core.text import gettext_noop

_APPROVERS = {
    "L1": gettext_noop("a lead"),
    "L2": gettext_noop("the CX manager"),
    "L3": gettext_noop("finance"),
}

_SENTENCES = {
    SEVERITY: (
        gettext_noop("Severity %(value)s, the least there is, because no row of the table speaks."),
        gettext_noop("Severity %(value)s, because of row %(rows)s (%(facts)s)."),
        gettext_noop("Severity %(value)s, because of row %(rows)s (%(facts)s): %(words)s."),
    ),
    REMEDY: (
        gettext_noop("No kind of remedy stands out, because no row of the table speaks."),
        gettext_noop("What fits: %(value)s, because of row %(rows)s (%(facts)s)."),
        gettext_noop("What fits: %(value)s, because of row %(rows)s (%(facts)s): %(words)s."),
    ),
    BAND: (
        gettext_noop("Band %(value)s, because no row of the table speaks."),
        gettext_noop("Band %(value)s, because of row %(rows)s (%(facts)s)."),
        gettext_noop("Band %(value)s, because of row %(rows)s (%(facts)s): %(words)s."),
    ),
    "": (
        gettext_noop("%(value)s, because no row of the table speaks."),
        gettext_noop("%(value)s, because of row %(rows)s (%(facts)s)."),
        gettext_noop("%(value)s, because of row %(rows)s (%(facts)s): %(words)s."),
    ),
}
"""For each well-known table, and any other: when no row hits, when rows hit, and when they also say why."""


def explain_verdict(document: PolicyDocument, verdict: Verdict, facts: Facts) -> tuple[Reason, ...]:
    """A sentence for every step, in the order of the tables; what is owed has one for each thing owed."""
    known = {**facts, **verdict.derived}
    sentences: list[Reason] = []
    for step in verdict.steps:
        match step.table:
            case "severity":
                words = "; ".join(verdict.severity_reasons)
                sentences.append(_decided(document, step, known, str(verdict.severity), words))
            case "entitlement":
                sentences += _owed(verdict.entitlements)
            case "remedy":
                kinds = ", ".join(kind.replace("_", " ") for kind in verdict.remedy_types)
                sentences.append(_decided(document, step, known, kinds, ""))
            case "band":
                sentences.append(_decided(document, step, known, verdict.band, verdict.band_reason))
            case _:
                results = ", ".join(
                    f"{name.replace('_', ' ')} {value_words(value)}" for name, value in step.outputs
                )
                sentences.append(_decided(document, step, known, results, ""))
    return tuple(sentences)


def explain_line(line: GestureLine) -> tuple[Reason, ...]:
    """What stands against a gesture and what would help; first the answer, then each reason, then the way
    out.
    """
    params: dict[str, object] = {"gesture": line.name}
    if line.status == ALLOWED:
        answer = Reason("allowed", gettext_noop("%(gesture)s: you may give it now."), params)
    elif line.status == NEEDS_APPROVAL:
        params["approver"] = _APPROVERS[line.approver]
        answer = Reason("needs_approval", gettext_noop("%(gesture)s: needs a yes from %(approver)s."), params)
    else:
        answer = Reason("blocked", gettext_noop("%(gesture)s: not as things stand."), params)
    return (answer, *line.reasons, *(() if line.unblock is None else (line.unblock,)))


def explain_envelope(document: PolicyDocument, envelope: Envelope, facts: Facts) -> tuple[Reason, ...]:
    """The verdict and then every gesture, in the order in which they are shown."""
    sentences = list(explain_verdict(document, envelope.verdict, facts))
    for line in envelope.lines:
        sentences += explain_line(line)
    return tuple(sentences)


def value_words(value: FactValue) -> str:
    """A value as people write it."""
    match value:
        case None:
            return "–"
        case bool():
            return gettext_noop("yes") if value else gettext_noop("no")
        case Decimal():
            return number_text(value)
        case str():
            return value.replace("_", " ")
        case datetime() | date():
            return value.isoformat()
        case timedelta():
            return duration_text(value)
    return ", ".join(value_words(item) for item in value)


def _decided(document: PolicyDocument, step: Step, known: Facts, value: str, words: str) -> Reason:
    """One sentence: what was decided, by which row, on which facts, and the policy's own words for it."""
    silent, plain, with_words = _SENTENCES.get(step.table, _SENTENCES[""])
    words = words or step.words
    params: dict[str, object] = {
        "value": value,
        "rows": ", ".join(str(row) for row in step.rows),
        "facts": _looked_at(document, step, known),
        "words": words.rstrip("."),
    }
    message = silent if not step.rows else with_words if words else plain
    return Reason(step.table, message, params)


def _looked_at(document: PolicyDocument, step: Step, known: Facts) -> str:
    """The facts that the rows looked at, each with its value ("Harm: distress")."""
    table = document.table(step.table)
    names = () if table is None else table.inputs
    rules = [] if table is None else [table.rules[row - 1] for row in step.rows]
    looked_at = [name for i, name in enumerate(names) if any(not rule.cells[i].test.is_any for rule in rules)]
    return (
        "; ".join(f"{document.title_of(name)}: {value_words(known.get(name))}" for name in looked_at) or "–"
    )


def _owed(entitlements: tuple[EntitlementDue, ...]) -> Iterator[Reason]:
    if not entitlements:
        yield Reason(ENTITLEMENT, gettext_noop("Nothing is owed by law or contract."))
    for due in entitlements:
        params: dict[str, object] = {
            "label": due.label,
            "amount": "" if due.amount is None else str(due.amount),
            "row": due.row,
            "reason": due.reason,
            "facts": ", ".join(due.missing),
        }
        if due.missing:
            message = gettext_noop(
                "Owed: %(label)s; how much is open until we know %(facts)s (row %(row)s: %(reason)s)."
            )
        elif due.amount is None:
            message = gettext_noop("Owed: %(label)s (row %(row)s: %(reason)s).")
        else:
            message = gettext_noop("Owed: %(label)s, %(amount)s (row %(row)s: %(reason)s).")
        yield Reason(ENTITLEMENT, message, params)
