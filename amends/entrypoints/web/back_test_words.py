"""A back-test in words: what became of a decision, and what stands against that which was chosen then."""

from __future__ import annotations

from django.utils.translation import gettext as _


def difference_words(difference: str) -> str:
    """What became of decisions, as a heading or a chip."""
    return {
        "": _("all that change"),
        "gained": _("customers gain"),
        "lost": _("customers lose"),
        "other": _("otherwise"),
        "undecidable": _("cannot be decided"),
    }.get(difference, difference)


def approval_words(approval: str) -> str:
    """What became of a yes."""
    return {"added": _("a yes more"), "avoided": _("a yes less")}.get(approval, "")


def state_words(state: str) -> str:
    """How far a back-test is."""
    return {
        "queued": _("waiting"),
        "running": _("running"),
        "done": _("done"),
        "failed": _("failed"),
        "stopped": _("stopped"),
    }[state]


def why_words(why: str) -> str:
    """What stands against the gesture that was chosen then; the policy's own codes stay as they are."""
    return {
        "": "",
        "gesture_unknown": _("it is not on the list any more"),
        "not_for_this_case": _("it is not meant for such a case any more"),
        "band_differs": _("it fits another band"),
        "not_for_this_loss": _("it makes good another kind of loss"),
        "cooling_down": _("it would have been given too lately"),
        "given_in_case": _("it would have been given in this case already"),
        "budget_exhausted": _("the budget would have been used up"),
        "no_budget": _("no budget pays for it"),
        "price_unknown": _("the price is not known"),
        "facts_missing": _("facts are missing"),
        "facts_assumed": _("it rests on what is only assumed"),
        "nothing_to_give": _("it would come to nothing"),
        "not_yet": _("it begins later"),
        "no_longer": _("it has ended"),
        "amount_out_of_range": _("the amount lies outside of its range"),
        "currency_differs": _("the document counts in another currency"),
        "policy_rows_contradict": _("rows of a table contradict each other"),
    }.get(why, why)
