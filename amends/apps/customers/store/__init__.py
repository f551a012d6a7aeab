"""The only writer of customers and of their keys."""

from amends.apps.customers.store.customers import (
    CustomerGone,
    CustomerRecord,
    EmailInvalid,
    PhoneInvalid,
    customer,
    customer_by_ref,
    erase,
    find_or_make_customer,
    lock_customer,
    normal_email,
    normal_phone,
    person_key,
    verify_email,
)
from amends.apps.customers.store.many import (
    Details,
    at_units,
    in_brief,
    lock_many,
    make_many,
    match_many,
    person_keys,
)
from amends.core.unseen import CustomerUnknown

__all__ = [
    "CustomerGone",
    "CustomerRecord",
    "CustomerUnknown",
    "Details",
    "EmailInvalid",
    "PhoneInvalid",
    "at_units",
    "customer",
    "customer_by_ref",
    "erase",
    "find_or_make_customer",
    "in_brief",
    "lock_customer",
    "lock_many",
    "make_many",
    "match_many",
    "normal_email",
    "normal_phone",
    "person_key",
    "person_keys",
    "verify_email",
]
