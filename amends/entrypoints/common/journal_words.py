"""What the journal keeps in codes, as an auditor reads it: events, chains, and the door somebody came in by."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

EVENT_WORDS: Mapping[str, object] = MappingProxyType(
    {
        "answer.confirmed": gettext_lazy("Their answer confirmed"),
        "answer.recorded": gettext_lazy("Their answer noted"),
        "approval.answered": gettext_lazy("One step of a question answered"),
        "approval.asked": gettext_lazy("Asked for a yes"),
        "approval.expired": gettext_lazy("A question ran out"),
        "approval.granted": gettext_lazy("Yes given"),
        "approval.handed_up": gettext_lazy("A question handed up"),
        "approval.passed_on": gettext_lazy("A question passed on to the next step"),
        "approval.refused": gettext_lazy("No given"),
        "approval.silence_taken": gettext_lazy("Silence taken as a yes"),
        "back_test.requested": gettext_lazy("A back-test asked for"),
        "back_test.stopped": gettext_lazy("A back-test stopped"),
        "budget.cap_set": gettext_lazy("The cap of a budget set"),
        "budget.closed": gettext_lazy("A budget closed"),
        "budget.opened": gettext_lazy("A budget opened"),
        "case.accepted": gettext_lazy("The customer chose"),
        "case.acknowledged": gettext_lazy("Told that we have it"),
        "case.assessed": gettext_lazy("Judged how bad it is"),
        "case.assigned": gettext_lazy("Given to a colleague"),
        "case.communicated": gettext_lazy("The decision told"),
        "case.confirmed": gettext_lazy("The customer's own yes"),
        "case.decided": gettext_lazy("Decided"),
        "case.decided_in_danger": gettext_lazy("Decided at once, because of danger"),
        "case.declined": gettext_lazy("The customer declined"),
        "case.executed": gettext_lazy("Given without anything to choose"),
        "case.failed_again": gettext_lazy("Failed again while it was put right"),
        "case.fast_tracked": gettext_lazy("Decided at once, the cause being plain"),
        "case.flagged": gettext_lazy("Marked"),
        "case.followed_up": gettext_lazy("Asked whether it is right now"),
        "case.found": gettext_lazy("What was found noted"),
        "case.found_without_remedy": gettext_lazy("Found that nothing is to be given"),
        "case.fulfilled": gettext_lazy("All of it carried out"),
        "case.fulfilment_failed": gettext_lazy("Something could not be carried out"),
        "case.imported": gettext_lazy("Brought in from before"),
        "case.info_received": gettext_lazy("What we asked for came"),
        "case.info_requested": gettext_lazy("The customer asked for something"),
        "case.info_timed_out": gettext_lazy("What we asked for did not come in time"),
        "case.investigated": gettext_lazy("Looked into"),
        "case.joined": gettext_lazy("Another case joined to this one"),
        "case.lapsed": gettext_lazy("Nothing chosen in time"),
        "case.learned": gettext_lazy("What we learn from it noted"),
        "case.left_unanswered": gettext_lazy("No answer came"),
        "case.merged": gettext_lazy("Joined to another case"),
        "case.not_recovered": gettext_lazy("The customer said that it is not right"),
        "case.opened": gettext_lazy("Case opened"),
        "case.put_right_with_others": gettext_lazy("Put right together with others"),
        "case.reassessed": gettext_lazy("Judged again how bad it is"),
        "case.reclassified": gettext_lazy("Found to be no complaint"),
        "case.referred": gettext_lazy("Handed to a body outside"),
        "case.reopened": gettext_lazy("Opened again"),
        "case.rescheduled": gettext_lazy("Put on another time"),
        "case.review_requested": gettext_lazy("The customer asked for a review"),
        "case.ruled": gettext_lazy("A ruling came from outside"),
        "case.weighed": gettext_lazy("Weighed how important it was to them"),
        "case.withdrawn": gettext_lazy("Taken back by the customer"),
        "closing_task.finished": gettext_lazy("Closing questions answered"),
        "colleague.added": gettext_lazy("A colleague added"),
        "consistency.asked": gettext_lazy("A consistency report asked for"),
        "consistency.computed": gettext_lazy("A consistency report computed"),
        "customer.erased": gettext_lazy("A customer erased"),
        "deadline.passed": gettext_lazy("A due time passed"),
        "event.acted_on": gettext_lazy("An event acted on"),
        "evidence.recorded": gettext_lazy("Something known noted"),
        "failure_types.added": gettext_lazy("Kinds of failure added"),
        "finding.recorded": gettext_lazy("A finding noted"),
        "giving.finished": gettext_lazy("Giving to many came to its end"),
        "giving.paused": gettext_lazy("Giving to many paused"),
        "giving.resumed": gettext_lazy("Giving to many went on"),
        "giving.started": gettext_lazy("Giving to many began"),
        "giving.stopped": gettext_lazy("Giving to many stopped"),
        "groups.imported": gettext_lazy("Groups to compare brought in"),
        "incident.declared": gettext_lazy("An incident declared"),
        "involved.named": gettext_lazy("A colleague named as part of it"),
        "link.renewed": gettext_lazy("A new link made"),
        "message.failed": gettext_lazy("A mail did not arrive"),
        "message.said": gettext_lazy("Told the customer something"),
        "message.sent": gettext_lazy("A mail sent"),
        "offer.accepted": gettext_lazy("An offer taken"),
        "offer.declined": gettext_lazy("An offer declined"),
        "offer.lapsed": gettext_lazy("An offer ended without an answer"),
        "offer.made": gettext_lazy("An offer made"),
        "offer.reminded": gettext_lazy("Reminded of an open offer"),
        "offer.withdrawn": gettext_lazy("An offer taken back"),
        "payment.recorded": gettext_lazy("A payment noted"),
        "people.decided": gettext_lazy("Decided for everybody of an incident"),
        "people.found": gettext_lazy("People of an incident found"),
        "people.reserved": gettext_lazy("The money for an incident held"),
        "people.uploaded": gettext_lazy("People of an incident brought in"),
        "person.brought_back": gettext_lazy("Somebody brought back into an incident"),
        "person.held_back": gettext_lazy("Somebody held back from an incident"),
        "place.closed": gettext_lazy("A form closed"),
        "placement.begun": gettext_lazy("A role given"),
        "placement.ended": gettext_lazy("A role ended"),
        "places.opened": gettext_lazy("Forms opened"),
        "policy.published": gettext_lazy("A policy published"),
        "policy_draft.carried": gettext_lazy("A draft carried onto a newer policy"),
        "policy_draft.changed": gettext_lazy("A draft changed"),
        "policy_draft.dropped": gettext_lazy("A draft given up"),
        "policy_draft.reviewed": gettext_lazy("A draft read by a second person"),
        "policy_draft.started": gettext_lazy("A draft begun"),
        "policy_draft.submitted": gettext_lazy("A draft handed over"),
        "promise.broken": gettext_lazy("A promise broken"),
        "promise.kept": gettext_lazy("A promise kept"),
        "redemption.rolled_back": gettext_lazy("A redemption taken back"),
        "review.asked": gettext_lazy("An emergency handed over to be looked at"),
        "review.given": gettext_lazy("An emergency looked at"),
        "signal.expired": gettext_lazy("A signal ran out"),
        "signal.raised": gettext_lazy("A signal raised"),
        "source.ended": gettext_lazy("A source of events ended"),
        "source.registered": gettext_lazy("A source of events registered"),
        "source.renewed": gettext_lazy("The secret of a source renewed"),
        "substitute.named": gettext_lazy("A substitute named"),
        "substitution.ended": gettext_lazy("A substitution ended"),
        "token.created": gettext_lazy("A program's token made"),
        "token.revoked": gettext_lazy("A program's token ended"),
        "unit.opened": gettext_lazy("A unit opened"),
        "voucher.delivered": gettext_lazy("A voucher handed over"),
        "voucher.expired": gettext_lazy("A voucher ran out"),
        "voucher.redeemed": gettext_lazy("A voucher redeemed"),
        "voucher.replaced": gettext_lazy("A voucher replaced"),
        "wave.given": gettext_lazy("A wave given"),
    }
)
"""Every event of docs/reference/events.md."""


def event_words(event: str) -> str:
    """What happened; an event of another version as it is written."""
    return str(EVENT_WORDS.get(event, event))


def kind_words() -> dict[str, str]:
    """The beginnings of events that the page can be narrowed to."""
    return {
        "case.": _("Cases"),
        "offer.": _("Offers"),
        "voucher.": _("Vouchers"),
        "promise.": _("Promises"),
        "message.": _("Mails"),
        "budget.": _("Budgets"),
        "policy": _("Policy"),
        "colleague.": _("Colleagues"),
    }


def door_words(entrypoint: str) -> str:
    """Where it was asked for: on a page, by a program, by the clock."""
    words = {
        "web": _("on the pages"),
        "portal": _("on the customer's page"),
        "api": _("by program"),
        "form": _("in a form"),
        "cli": _("in a shell"),
        "jobs": _("by itself"),
        "demonstration": _("in the demonstration"),
    }
    return words.get(entrypoint, entrypoint)


def actor_words(actor: str, name: str) -> str:
    """Who it was, by name where they have one; else what sort of actor."""
    kinds = {"system": _("amends"), "customer": _("a customer"), "person": _("a colleague")}
    return name or kinds.get(actor.partition(":")[0], actor)


def chain_words(stream: str) -> str:
    """A chain that is no case's: `voucher:7`, `policy`; one of another version as it is written."""
    kind, _colon, number = stream.partition(":")
    words = {
        "voucher": _("Voucher"),
        "budget": _("Budget"),
        "incident": _("Incident"),
        "customer": _("Customer"),
        "policy": _("Policy"),
        "staff": _("Colleagues and programs"),
        "fairness": _("Consistency"),
    }
    return f"{words.get(kind, kind)} {number}".strip()
