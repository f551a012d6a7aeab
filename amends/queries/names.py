"""Turns the actors that rows keep (`person:12`, `program:3`, `source:2`, `customer:8`, `system`) into names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from amends.apps.customers.models import Customer
from amends.apps.events.models import EventSource
from amends.apps.staff.models import ApiToken, User


def names_of(actors: Iterable[str]) -> Mapping[str, str]:
    """The display name of each actor, at most one reading per kind; the system and unknown ones are left out."""
    ids: dict[str, set[int]] = defaultdict(set)
    for actor in set(actors):
        kind, _, number = actor.partition(":")
        if number.isdigit():
            ids[kind].add(int(number))
    users = User.objects.filter(id__in=ids["person"]).values_list("id", "display_name")
    tokens = ApiToken.objects.filter(id__in=ids["program"]).values_list("id", "name")
    customers = Customer.objects.filter(id__in=ids["customer"]).values_list("id", "display_name")
    found = {f"person:{number}": name for number, name in users}
    found |= {f"program:{number}": name for number, name in tokens}
    sources = EventSource.objects.filter(id__in=ids["source"]).values_list("id", "name")
    found |= {f"source:{number}": name for number, name in sources}
    return found | {f"customer:{number}": name for number, name in customers}
