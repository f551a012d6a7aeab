"""The only writer of offers: what we said we can do, what the customer chose, and how each remedy was proven."""

from amends.apps.offers.store.forgetting import forget
from amends.apps.offers.store.fulfilments import (
    FulfilmentUnknown,
    NewFulfilment,
    Proof,
    ProvenBefore,
    add_fulfilments,
    fulfilment,
    given_so_far,
    prove_fulfilment,
    take_its_place,
)
from amends.apps.offers.store.offers import (
    OfferUnknown,
    add_offer,
    begin_to_run,
    lock_offer,
    mark_reminded,
    move,
    offer,
    open_offers,
    owed_codes,
    past_givings,
    running_out,
    to_tell,
)
from amends.apps.offers.store.records import FulfilmentRecord, NewOption, OfferRecord, OptionRecord

__all__ = [
    "FulfilmentRecord",
    "FulfilmentUnknown",
    "NewFulfilment",
    "NewOption",
    "OfferRecord",
    "OfferUnknown",
    "OptionRecord",
    "Proof",
    "ProvenBefore",
    "add_fulfilments",
    "add_offer",
    "begin_to_run",
    "forget",
    "fulfilment",
    "given_so_far",
    "lock_offer",
    "mark_reminded",
    "move",
    "offer",
    "open_offers",
    "owed_codes",
    "past_givings",
    "prove_fulfilment",
    "running_out",
    "take_its_place",
    "to_tell",
]
