"""A case that takes all its steps in mind, each with its journal entry, and is then written once as it stands.

What is written is what the same steps leave behind one by one; the versions between stand in the journal alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import prefetch_related_objects

from amends.apps.cases.models import Case, Evidence
from amends.apps.cases.store.evidence import evidence_body, standing_of
from amends.apps.cases.store.moving import after_event, changed_to, new_row, opened_body
from amends.apps.cases.store.records import CaseRecord, record_of
from amends.core.case.evidence import Source
from amends.core.case.facts import CaseFacts, Said
from amends.core.case.lifecycle import Event
from amends.core.case.step import PAST
from amends.core.message.correspondence import Correspondence
from amends.kernel.bulk import copy_models
from amends.kernel.canonical import canonical
from amends.kernel.context import Context
from amends.kernel.journal import begin_chains

_ALONG = ("failure_type", "place", "owner", "unit__parent__parent__parent")


class CaseInMind:
    """One case that nobody else can see yet."""

    def __init__(self, row: Case, person_key: bytes) -> None:
        self._row = row
        self._said: list[Said] = []
        self._told: list[tuple[str, str]] = []
        self._person_key = person_key
        self.record: CaseRecord = record_of(row)
        self.tell(f"case.{PAST[Event.OPEN]}", opened_body(self.record, person_key))

    @property
    def facts(self) -> CaseFacts:
        """Everything known about it."""
        return self._row.facts(self._said)

    @property
    def correspondence(self) -> Correspondence:
        """Who writes to whom about it."""
        return self._row.correspondence(self.facts)

    def tell(self, event: str, body: Mapping[str, Any]) -> None:
        """The next entry of its journal."""
        self._told.append((event, canonical(body)))

    def know(self, ctx: Context, name: str, value: object, source: Source) -> None:
        """One thing known about it; see `record_evidence`."""
        self._said.append(Said(name, value, source, "", str(ctx.actor), ctx.now))
        self.tell("evidence.recorded", evidence_body(name, value, source, self._person_key))

    def step(self, ctx: Context, event: Event, facts: CaseFacts, **given: Any) -> None:
        """One event on: `given` is what a command brings to `apply_event`, `changes` (further columns) and
        `wanted_by_at` among it. Raises what that raises.
        """
        changes, wanted_by_at = given.pop("changes", {}), given.pop("wanted_by_at")
        standing = standing_of(ctx, self.record, facts, **given)
        moved = after_event(ctx, self.record, event, standing, wanted_by_at=wanted_by_at, **changes)
        self.record, stored = changed_to(self.record, moved)
        for name, value in (stored | {"version": self.record.version}).items():
            setattr(self._row, name, value)
        self.tell(f"case.{PAST[event]}", {"version": self.record.version, "set": stored})


def begin_in_mind(
    ctx: Context,
    *,
    case_id: int,
    ref: str,
    customer: Mapping[str, Any],
    person_key: bytes,
    **columns_given: Any,
) -> CaseInMind:
    """A received case with an id that was drawn for it, of a customer with these columns (who may be new as well).

    `columns_given` as `open_case` takes them. Call `bring_along` before anything else is asked of it.
    """
    row = new_row(ctx, ref=ref, customer_id=customer["id"], **columns_given)
    row.id = case_id
    someone: Any = Case._meta.get_field("customer").related_model
    row.customer = someone(**customer)
    return CaseInMind(row, person_key)


def bring_along(cases: Sequence[CaseInMind]) -> None:
    """Read what letters and facts need besides the rows themselves, each table once for all of them."""
    prefetch_related_objects([case._row for case in cases], *_ALONG)


def write_in_mind(ctx: Context, cases: Sequence[CaseInMind]) -> None:
    """Write these cases as they stand, with their evidence and all entries of their journals."""
    assert connection.in_atomic_block
    copy_models([case._row for case in cases])
    copy_models(
        [
            Evidence(
                case_id=case.record.id,
                name=piece.name,
                value=piece.value,
                source=str(piece.source),
                reason=piece.reason,
                recorded_by=piece.by,
                recorded_at=piece.at,
            )
            for case in cases
            for piece in case._said
        ]
    )
    begin_chains(ctx, [(f"case:{case.record.id}", case._told) for case in cases])
