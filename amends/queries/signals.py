"""Signals about repeat claims, for colleagues: what was noticed, on which evidence, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from amends.apps.cases.models import Case
from amends.apps.signals.models import Signal
from amends.core.roles import Permission
from amends.core.signals.review import STANDING, SignalState, SignalUnknown
from amends.kernel.context import Context
from amends.kernel.query import query
from amends.queries.history import PastCase, past_cases
from amends.queries.names import names_of

LISTED = 100


@dataclass(frozen=True, slots=True)
class SignalLine:
    """One signal. `stands`: a policy may ask about it now. `reviewer` and `note` are "" before somebody judged."""

    id: int
    customer_ref: str
    customer_name: str
    kind: str
    state: str
    stands: bool
    visits: int
    days: int
    occasions: int | None
    raised_at: datetime
    expires_at: datetime
    reviewer: str
    reviewed_at: datetime | None
    note: str


@dataclass(frozen=True, slots=True)
class SignalPage:
    """One signal with the cases it rests on; `hidden` counts those that the reader may not see."""

    line: SignalLine
    cases: tuple[PastCase, ...]
    hidden: int


@dataclass(frozen=True, slots=True)
class NoticedAboutMe:
    """What stands about a customer, as they are told: the kind, how much, when their claims came, until when."""

    kind: str
    state: str
    visits: int
    days: int
    occasions: int | None
    received_at: tuple[datetime, ...]
    raised_at: datetime
    expires_at: datetime


@query(Permission.REVIEW_SIGNALS)
def signals_waiting(ctx: Context) -> tuple[SignalLine, ...]:
    """What nobody has looked at yet, the first to run out first; then what was upheld."""
    scope = ctx.scope(Permission.REVIEW_SIGNALS)
    rows = Signal.objects.standing(ctx.now).select_related("customer")
    if scope.unit_ids is not None:
        rows = rows.filter(unit_id__in=scope.unit_ids)
    found = sorted(
        rows.order_by("expires_at", "id")[:LISTED], key=lambda row: row.state != SignalState.RAISED
    )
    return _lines(ctx, found)


@query(Permission.SEE_CUSTOMERS)
def signal_page(ctx: Context, *, signal_id: int) -> SignalPage:
    """One signal with its evidence; raises `SignalUnknown`."""
    scope = ctx.scope(Permission.SEE_CUSTOMERS)
    row = Signal.objects.select_related("customer").filter(id=signal_id).first()
    if row is None or not scope.covers(row.unit_id):
        raise SignalUnknown
    seen = Case.objects.visible(scope.unit_ids, restricted=scope.restricted).filter(id__in=row.case_ids)
    lines = past_cases(seen, words_too=ctx.may(Permission.SEE_CUSTOMER_WORDS), limit=LISTED)
    return SignalPage(_lines(ctx, [row])[0], lines, len(row.case_ids) - len(lines))


@query(Permission.SEE_CUSTOMERS)
def signals_about(ctx: Context, *, customer_ref: str) -> tuple[SignalLine, ...]:
    """What stands about a customer in the actor's units, for their page and their cases."""
    scope = ctx.scope(Permission.SEE_CUSTOMERS)
    rows = Signal.objects.standing(ctx.now).filter(customer__ref=customer_ref).select_related("customer")
    if scope.unit_ids is not None:
        rows = rows.filter(unit_id__in=scope.unit_ids)
    return _lines(ctx, list(rows.order_by("kind")))


@query(Permission.SEE_OWN_CASE)
def noticed_about_me(ctx: Context) -> tuple[NoticedAboutMe, ...]:
    """What stands about the customer who asks, and when the claims came that it rests on."""
    rows = list(Signal.objects.standing(ctx.now).filter(customer_id=ctx.actor.id or 0).order_by("kind"))
    cases = Case.objects.filter(id__in={case_id for row in rows for case_id in row.case_ids})
    received = dict(cases.values_list("id", "received_at"))
    return tuple(
        NoticedAboutMe(
            row.kind,
            row.state,
            row.visits,
            row.days,
            row.occasions,
            tuple(sorted(received[case_id] for case_id in row.case_ids if case_id in received)),
            row.raised_at,
            row.expires_at,
        )
        for row in rows
    )


def _lines(ctx: Context, rows: list[Signal]) -> tuple[SignalLine, ...]:
    names = names_of(row.reviewed_by for row in rows if row.reviewed_by)
    return tuple(
        SignalLine(
            id=row.id,
            customer_ref=row.customer.ref,
            customer_name=row.customer.display_name,
            kind=row.kind,
            state=row.state,
            stands=row.state in STANDING and ctx.now < row.expires_at,
            visits=row.visits,
            days=row.days,
            occasions=row.occasions,
            raised_at=row.raised_at,
            expires_at=row.expires_at,
            reviewer=names.get(row.reviewed_by, row.reviewed_by),
            reviewed_at=row.reviewed_at,
            note=row.review_note,
        )
        for row in rows
    )
