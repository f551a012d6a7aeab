"""Guards over the five core facts: no path leads to a decision around them."""

from __future__ import annotations

from collections.abc import Iterable

from amends.core.case.evidence import FACT_LABELS, CoreFact, assumed_facts, missing_facts, unproven_facts
from amends.core.case.guards.guard import GuardNotMet
from amends.core.case.standing import CaseStanding
from amends.core.text import gettext_noop


class _FactsGuard(GuardNotMet):
    """A guard that names the core facts it misses: labels in `missing`, codes in `facts`."""

    @classmethod
    def lacking(cls, standing: CaseStanding) -> Iterable[CoreFact]:
        """The core facts at fault."""
        raise NotImplementedError

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return not tuple(cls.lacking(standing))

    @classmethod
    def unmet(cls, standing: CaseStanding) -> GuardNotMet | None:
        facts = tuple(cls.lacking(standing))
        if not facts:
            return None
        return cls(
            field=str(facts[0]),
            missing=", ".join(FACT_LABELS[fact] for fact in facts),
            facts=tuple(str(fact) for fact in facts),
        )


class FiveFactsIncomplete(_FactsGuard):
    """A core fact is neither known, nor assumed, nor unknown with a reason."""

    code = "five_facts_incomplete"
    message = gettext_noop("Before deciding, add %(missing)s, or say why it cannot be known.")

    @classmethod
    def lacking(cls, standing: CaseStanding) -> Iterable[CoreFact]:
        return missing_facts(standing.facts)


class FactsOnlyAssumed(_FactsGuard):
    """A default stands where severity 3 or more (or none yet) needs what somebody said."""

    code = "facts_only_assumed"
    message = gettext_noop("We only assume %(missing)s. Confirm it, or say why it cannot be known.")

    @classmethod
    def lacking(cls, standing: CaseStanding) -> Iterable[CoreFact]:
        small = standing.severity is not None and standing.severity <= 2
        return () if small else assumed_facts(standing.facts)


class FactsUnconfirmed(_FactsGuard):
    """Deciding on what is held: each fact is known, or unknown with its reason; no default will do."""

    code = "facts_unconfirmed"
    message = gettext_noop(
        "Deciding on what is held: mark %(missing)s as known, or as unknown with the reason."
    )

    @classmethod
    def lacking(cls, standing: CaseStanding) -> Iterable[CoreFact]:
        return unproven_facts(standing.facts)
