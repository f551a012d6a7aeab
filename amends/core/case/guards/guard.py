"""A guard: evidence that must be there before a case takes a step, and the refusal that asks for it."""

from __future__ import annotations

from amends.core.case.standing import CaseStanding
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop


class GuardNotMet(Refusal):
    """A step that fits the state lacks its evidence; `code` names the guard, `message` what to do next."""

    code = "guard_not_met"
    kind = Kind.CONFLICT
    message = gettext_noop("One thing is still needed before this step.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        """Whether the evidence is there."""
        raise NotImplementedError

    @classmethod
    def unmet(cls, standing: CaseStanding) -> GuardNotMet | None:
        """The refusal to raise, or None when the guard holds."""
        return None if cls.holds(standing) else cls()
