"""The only writer of event sources, of what they sent, and of what was done about it."""

from amends.apps.events.store.concluding import (
    Conclusion,
    DayLimitReached,
    conclude,
    conclude_given,
    count_for_day,
    forget,
    forget_bodies,
    given_on,
    take_again,
)
from amends.apps.events.store.keeping import ACTING_JOB, EventRecord, Kept, keep_events, take, take_waiting
from amends.apps.events.store.sources import (
    SourceRecord,
    SourceTaken,
    SourceUnknown,
    add_source,
    end_source,
    renew_secret,
    secret_of,
    source_by_id,
    source_by_name,
)

__all__ = [
    "ACTING_JOB",
    "Conclusion",
    "DayLimitReached",
    "EventRecord",
    "Kept",
    "SourceRecord",
    "SourceTaken",
    "SourceUnknown",
    "add_source",
    "conclude",
    "conclude_given",
    "count_for_day",
    "end_source",
    "forget",
    "forget_bodies",
    "given_on",
    "keep_events",
    "renew_secret",
    "secret_of",
    "source_by_id",
    "source_by_name",
    "take",
    "take_again",
    "take_waiting",
]
