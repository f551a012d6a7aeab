"""A customer is erased at their wish: what they told us goes, what was decided and paid stays."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.approvals import store as approvals
from amends.apps.cases import store as cases
from amends.apps.conversations import store as conversations
from amends.apps.customers import store as customers
from amends.apps.events import store as events
from amends.apps.followups import store as followups
from amends.apps.incidents import store as incidents
from amends.apps.links import store as links
from amends.apps.offers import store as offers
from amends.apps.promises import store as promises
from amends.apps.tasks import store as tasks
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import record


class CustomerStillServed(Refusal):
    """A case is open: who is erased cannot be put right any more."""

    code = "customer_still_served"
    kind = Kind.CONFLICT
    message = gettext_noop("We are not done with them: %(refs)s. Close what is open first, then come back.")


class LetterUnderWay(Refusal):
    """A message about one of their cases waits to be sent."""

    code = "letter_under_way"
    kind = Kind.CONFLICT
    message = gettext_noop("A letter to them is on its way out. Come back when it has been sent.")


@dataclass(frozen=True, slots=True)
class CustomerErased:
    """By the reference, which names nobody any more, and how many cases were emptied."""

    ref: str
    cases: int


@command(Permission.ANSWER_FOR_DATA)
def erase_customer(ctx: Context, *, customer_ref: str) -> CustomerErased:
    """Empty everything that a customer told us or that names them, in all their cases, and destroy their key.

    The journal stays whole: it holds commitments that nobody can link to them any more. Vouchers in their hand stay
    good, because they carry no name. Cannot be undone. Raises `CustomerUnknown`, `CustomerStillServed`,
    `LetterUnderWay`.
    """
    known = customers.customer_by_ref(customer_ref, field="customer_ref")
    ctx.require(Permission.ANSWER_FOR_DATA, known.home_unit_id)
    incidents.hold_hits(known.id)
    customer = customers.lock_customer(known.id)
    theirs = cases.ids_of_customer(customer.id)
    open_refs = [ref for _, ref, has_ended in theirs if not has_ended]
    if open_refs:
        raise CustomerStillServed(refs=", ".join(open_refs[:5]))
    case_ids = [case_id for case_id, _, _ in theirs]
    if conversations.is_under_way(case_ids):
        raise LetterUnderWay()
    for store in (cases, conversations, followups, offers, promises, approvals, tasks, events):
        store.forget(case_ids)
    incidents.forget(customer.id)
    links.revoke_all(ctx, case_ids)
    customers.erase(ctx, customer.id)
    record(ctx, f"customer:{customer.id}", "customer.erased", {"customer_id": customer.id, "cases": case_ids})
    return CustomerErased(customer.ref, len(case_ids))
