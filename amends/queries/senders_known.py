"""What the house knows of its events, for the check of a draft's triggers."""

from __future__ import annotations

from amends.apps.events.models import EventSource, ReceivedEvent
from amends.apps.failures.models import FailureType
from amends.core.policy.senders import Senders

LATELY = 5_000
"""The events that came last: which types come is seen from them."""


def senders_known() -> Senders:
    """The sources that send now, what types came lately and from whom, and the kinds of failure that there are."""
    sources = EventSource.objects.filter(ended_at=None).values_list("id", "name")
    names = dict(sources)
    lately = ReceivedEvent.objects.order_by("-received_at", "-id").values_list("type", "source_id")[:LATELY]
    return Senders(
        sources=frozenset(names.values()),
        sent=frozenset((kind, names[source_id]) for kind, source_id in lately if source_id in names),
        failures=frozenset(FailureType.objects.values_list("code", flat=True)),
    )
