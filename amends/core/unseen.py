"""What is not there, or not for this actor: the two look the same, whoever asks."""

from __future__ import annotations

from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop


class CustomerUnknown(Refusal):
    """No customer has this reference, or none that this actor may see."""

    code = "customer_unknown"
    kind = Kind.NOT_FOUND
    message = gettext_noop("There is no customer with that reference here.")


class BudgetUnknown(Refusal):
    """There is no such open budget, or none that this actor may see."""

    code = "budget_not_found"
    kind = Kind.NOT_FOUND
    message = gettext_noop("This budget is not open any more, or was never there.")


class ApprovalUnknown(Refusal):
    """There is no such question, or it belongs to units that this actor does not see."""

    code = "approval_not_found"
    kind = Kind.NOT_FOUND
    message = gettext_noop("There is no such question for you.")


class IncidentUnknown(Refusal):
    """There is no such incident, or it belongs to units that this actor does not see."""

    code = "incident_unknown"
    kind = Kind.NOT_FOUND
    message = gettext_noop("There is no incident %(ref)s here.")


class PersonUnknown(Refusal):
    """Nobody of this incident has that number."""

    code = "person_unknown"
    kind = Kind.NOT_FOUND
    message = gettext_noop("There is no such person in this incident.")
