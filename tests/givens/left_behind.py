"""What acting on events leaves behind, told without what is drawn at random or counted up: two runs can be compared."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.db.models import Model, QuerySet

from amends.apps.cases.models import Case, Evidence
from amends.apps.clocks.models import Deadline
from amends.apps.conversations.models import Message
from amends.apps.customers.models import Customer, PersonKey
from amends.apps.events.models import ReceivedEvent, TriggerDay
from amends.apps.ledger.models import BudgetPeriod, Transfer
from amends.apps.links.models import Link
from amends.apps.offers.models import Fulfilment, Offer, OfferOption
from amends.apps.policies.models import Decision
from amends.apps.promises.models import Promise
from amends.apps.vouchers.models import Voucher
from amends.kernel.models import JournalEntry, JournalHead

_DRAWN = frozenset(
    {
        "id",
        "ref",
        "visit_ref",
        "serial",
        "code_hash",
        "last_four",
        "token_hash",
        "message_id",
        "mac",
        "stream",
    }
)
"""Ids and what chance gives."""
_POINTS = frozenset(
    {"customer_id", "case_id", "offer_id", "option_id", "chosen_option_id", "decision_id", "voucher_id"}
    | {"promise_id", "reserves_id", "arguments_digest"}
)
"""Where rows point at each other; `arguments_digest` holds the number of the case."""
_TOLD = frozenset({"offer_id", "decision_id", "ref", "visit_ref", "customer_id", "value", "event"})
"""The same in the journal, with what is told of people's words under a key that is theirs alone."""


def told(rows: Iterable[dict[str, Any]], words: dict[str, str]) -> list[dict[str, Any]]:
    """Rows without what is drawn; of what points elsewhere, whether it does. `words` are replaced in texts."""

    def plain(name: str, value: Any) -> Any:
        if name in _POINTS:
            return value is not None
        if isinstance(value, str):
            for drawn, stands_for in words.items():
                value = value.replace(drawn, stands_for)
        return value

    return [{name: plain(name, row[name]) for name in sorted(row) if name not in _DRAWN} for row in rows]


def journal(stream: str) -> list[dict[str, Any]]:
    """The entries of a stream, ids and commitments left out; how it ends."""
    entries = list(JournalEntry.objects.filter(stream=stream).order_by("seq").values())
    for entry in entries:
        entry["body"] = _without_ids(json.loads(entry["body"]))
    end = JournalHead.objects.get(stream=stream)
    assert (end.seq, end.mac) == (entries[-1]["seq"], entries[-1]["mac"])
    return told(entries, {})


def _without_ids(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {
        name: sorted(inner) if name == "told" else inner is not None if name in _TOLD else _without_ids(inner)
        for name, inner in value.items()
    }


def _decisions(case_id: int, in_order: bool) -> list[dict[str, Any]]:
    """What was decided in a case; what was left in the budgets depends on who was given to before."""
    found = told(_of(Decision, case_id).values(), {})
    for decision in found if not in_order else ():
        frozen, result = json.loads(decision["frozen"]), json.loads(decision["result"])
        for budget in (*frozen["standing"]["budgets"], *result["budgets"]):
            del budget["left"]
        decision |= {"frozen": frozen, "result": result}
    return found


def _letters(case_id: int, words: dict[str, str]) -> list[dict[str, Any]]:
    """What was written; how alike two letters are depends on the serials that chance puts into them."""
    found = told(_of(Message, case_id).values(), words)
    for letter in found:
        warnings = letter["rubric"].get("warnings", [])
        letter["rubric"] = {**letter["rubric"], "warnings": [w for w in warnings if w != "said_before"]}
    return found


def of_case(case_id: int, *, in_order: bool) -> dict[str, Any]:
    """Everything about one case, by table."""
    words = {Case.objects.get(id=case_id).ref: "REF"}
    words |= {row.serial: f"VOUCHER {n}" for n, row in enumerate(_of(Voucher, case_id))}
    words |= {row.serial: f"LINK {n}" for n, row in enumerate(_of(Link, case_id))}
    tables: dict[str, QuerySet[Any]] = {
        model.__name__: _of(model, case_id)
        for model in (Evidence, Deadline, Offer, Promise, Voucher, Transfer, Link)
    }
    # All of them are started by one statement, which promises no order.
    tables["Deadline"] = tables["Deadline"].order_by("kind", "rule", "due_at", "id")
    tables["Case"] = Case.objects.filter(id=case_id)
    tables["OfferOption"] = OfferOption.objects.filter(offer__case_id=case_id).order_by("id")
    tables["Fulfilment"] = Fulfilment.objects.filter(offer__case_id=case_id).order_by("id")
    found: dict[str, Any] = {name: told(rows.values(), words) for name, rows in tables.items()}
    customer = Customer.objects.filter(id=Case.objects.get(id=case_id).customer_id)
    return found | {
        "Decision": _decisions(case_id, in_order),
        "Message": _letters(case_id, words),
        "customer": told(customer.values(), words),
        "journal": journal(f"case:{case_id}"),
    }


def _of(model: type[Model], case_id: int) -> QuerySet[Any]:
    return model._default_manager.filter(case_id=case_id).order_by("id")


def all_of_it(*, in_order: bool) -> dict[str, Any]:
    """Every event with its case, and the rows that all of them share.

    Without `in_order` it does not matter which event was acted on before which.
    """
    events = ReceivedEvent.objects.order_by("event_id")
    return {
        "events": told(events.values(), {}),
        "cases": {row.event_id: row.case_id and of_case(row.case_id, in_order=in_order) for row in events},
        "counts": [model._default_manager.count() for model in (Case, Customer, PersonKey, JournalEntry)],
        "customers": told(Customer.objects.order_by("email", "external_ref").values(), {}),
        "budgets": list(BudgetPeriod.objects.order_by("budget_id", "starts_at").values()),
        "days": told(TriggerDay.objects.order_by("trigger_code", "day_date").values(), {}),
    }
