"""Many customers at once: found, matched with the rows of a list, made, and locked in one order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from django.db import connection

from amends.apps.customers.models import Customer, PersonKey
from amends.apps.customers.store.customers import CustomerRecord, new_row, record_of
from amends.core.letters import searchable
from amends.core.ref import make_ref
from amends.kernel.bulk import among, copy_models, copy_rows, draw_ids, run
from amends.kernel.context import Context
from amends.kernel.statement import read_rows


@dataclass(frozen=True, slots=True)
class Details:
    """How one row of a list names its customer; address and number are normal forms, "" for none."""

    external_ref: str = ""
    address: str = ""
    number: str = ""
    name: str = ""
    language: str = ""
    loyalty_tier: str = ""

    @property
    def can_be_made(self) -> bool:
        """Whether it says enough to begin a new customer."""
        return bool(self.name and (self.address or self.number))


def lock_many(customer_ids: Iterable[int]) -> dict[int, CustomerRecord]:
    """These customers by id, locked in the order of their ids before anything else; erased ones are left out."""
    assert connection.in_atomic_block
    rows = Customer.objects.filter(id__in=among(customer_ids)).order_by("id").select_for_update(no_key=True)
    return {
        known[0]: CustomerRecord(
            **dict(zip(_KNOWN, known, strict=True)), email_is_verified=verified_at is not None
        )
        for *known, verified_at, erased_at in rows.values_list(*_KNOWN, "email_verified_at", "erased_at")
        if erased_at is None
    }


_KNOWN = tuple(each.name for each in fields(CustomerRecord) if each.name != "email_is_verified")


def person_keys(customer_ids: Iterable[int]) -> dict[int, bytes]:
    """The keys of these people's commitments in the journal."""
    rows = PersonKey.objects.filter(customer_id__in=among(customer_ids)).values_list("customer_id", "key")
    return {customer_id: bytes(key) for customer_id, key in rows}


def at_units(unit_ids: Iterable[int], loyalty_tiers: Sequence[str] = ()) -> list[int]:
    """The customers whose home is one of these units, of these tiers where some are named; the oldest first."""
    rows = Customer.objects.at_home(unit_ids, loyalty_tiers).order_by("id")
    return list(rows.values_list("id", flat=True))


_MATCH = {
    "external_ref": "external_ref",
    "address": "email_normalised",
    "number": "phone",
}


def match_many(details: Sequence[Details]) -> list[int | None]:
    """Whom each row means: by number with us, else e-mail, else phone, the oldest of several; None for nobody."""
    found: dict[str, dict[str, int]] = {}
    for name, column in _MATCH.items():
        wanted = sorted({value for one in details if (value := getattr(one, name))})
        rows = run(
            f"SELECT {column}, min(id) FROM customers_customer"  # noqa: S608 - a name of ours
            f" WHERE {column} = ANY(%(wanted)s::text[]) AND erased_at IS NULL GROUP BY {column}",
            {"wanted": wanted},
        )
        found[name] = dict(rows)
    return [
        next((found[name][value] for name in _MATCH if (value := getattr(one, name)) in found[name]), None)
        for one in details
    ]


def make_many(ctx: Context, home_unit_id: int, language: str, details: Sequence[Details]) -> list[int]:
    """New customers, each with a key of its own; their ids in the order given."""
    assert connection.in_atomic_block
    ids = draw_ids("customers_customer", len(details))
    copy_rows(
        "customers_customer",
        (
            *(
                "id",
                "ref",
                "home_unit_id",
                "display_name",
                "salutation",
                "email",
                "email_normalised",
                "phone",
            ),
            *("external_ref", "loyalty_tier", "language", "search_text", "made_at"),
        ),
        (
            (
                *(customer_id, make_ref("P", ctx.random(16)), home_unit_id, one.name, "", one.address),
                *(one.address, one.number, one.external_ref, one.loyalty_tier, one.language or language),
                searchable(f"{one.name} {one.address} {one.number} {one.external_ref}"),
                ctx.now,
            )
            for customer_id, one in zip(ids, details, strict=True)
        ),
    )
    copy_rows("customers_personkey", ("customer_id", "key"), ((new, ctx.random(32)) for new in ids))
    return ids


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody new who is written nowhere yet, with the key of what the journal commits to about them."""

    row: Customer
    key: bytes

    @property
    def record(self) -> CustomerRecord:
        """As commands see them."""
        return record_of(self.row)


def draw_customer_ids(count: int) -> list[int]:
    """Ids for customers who may be written later."""
    return draw_ids("customers_customer", count)


def newcomer(
    ctx: Context,
    customer_id: int,
    details: Details,
    *,
    home_unit_id: int,
    email: str,
) -> Newcomer:
    """Somebody new with an id that was drawn for them; `email` as it was written."""
    row = new_row(
        *(ctx, home_unit_id, details.name, email.strip(), details.number, details.external_ref),
        details.language,
    )
    row.id = customer_id
    return Newcomer(row, ctx.random(32))


def write_newcomers(newcomers: Sequence[Newcomer]) -> None:
    """Write them with their keys."""
    assert connection.in_atomic_block
    copy_models([new.row for new in newcomers])
    copy_rows("customers_personkey", ("customer_id", "key"), ((new.row.id, new.key) for new in newcomers))


_LINE_UP = """
    SELECT pg_advisory_xact_lock(hashtextextended('customer ' || "named", 0)) FROM unnest(%(names)s::text[]) AS "named"
"""


def line_up(details: Iterable[Details]) -> None:
    """Whoever else is about to look for, or make, one of these customers waits until the commit: so that two workers
    never make the same one. Call it before any row is locked, once in a transaction.
    """
    names = {name for one in details for name in (one.external_ref, one.address, one.number) if name}
    if names:
        read_rows(_LINE_UP, {"names": sorted(names)})


def in_brief(customer_ids: Iterable[int]) -> dict[int, tuple[str, bool]]:
    """Of these customers, unlocked and without those who were erased: the tier, and whether there is an address."""
    rows = Customer.objects.filter(id__in=among(customer_ids), erased_at=None)
    return {
        customer_id: (tier, bool(email))
        for customer_id, tier, email in rows.values_list("id", "loyalty_tier", "email")
    }
