"""The only writer of the ledger: budgets and their caps, the periods a giving is charged to, transfers
through them.
"""

from amends.apps.ledger.store.budgets import (
    BudgetAlreadyOpen,
    BudgetCurrencyDiffers,
    BudgetRecord,
    CapBelowCommitted,
    CapInvalid,
    close_budget,
    lock_budget,
    open_budget,
    set_cap,
)
from amends.apps.ledger.store.many import (
    BudgetTooSmall,
    Holding,
    lock_periods,
    post_many,
    record_owed_many,
    reserve_many,
    spend_many,
    void_many,
)
from amends.apps.ledger.store.movements import expire, record_owed, redeem, rollback, spend
from amends.apps.ledger.store.periods import chain_begun, chain_for
from amends.apps.ledger.store.reservations import (
    BudgetExhausted,
    ReservationEnded,
    ReservationRecord,
    post,
    reservation_of,
    reserve,
    void,
)
from amends.core.ledger.budget import PeriodRecord
from amends.core.unseen import BudgetUnknown

__all__ = [
    "BudgetAlreadyOpen",
    "BudgetCurrencyDiffers",
    "BudgetExhausted",
    "BudgetRecord",
    "BudgetTooSmall",
    "BudgetUnknown",
    "CapBelowCommitted",
    "CapInvalid",
    "Holding",
    "PeriodRecord",
    "ReservationEnded",
    "ReservationRecord",
    "chain_begun",
    "chain_for",
    "close_budget",
    "expire",
    "lock_budget",
    "lock_periods",
    "open_budget",
    "post",
    "post_many",
    "record_owed",
    "record_owed_many",
    "redeem",
    "reservation_of",
    "reserve",
    "reserve_many",
    "rollback",
    "set_cap",
    "spend",
    "spend_many",
    "void",
    "void_many",
]
