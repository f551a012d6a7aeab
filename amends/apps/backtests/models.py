"""Back-tests, the decisions they change, and the one reading of past decisions that back-tests are made of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

from django.db import connection, models

from amends.core.backtest.course import BudgetTerms
from amends.core.backtest.past import Alternative, PastDecision
from amends.core.ledger.budget import PeriodLength
from amends.core.offer.lifecycle import OfferState
from amends.kernel.fields import ActorField

READ_AT_ONCE = 1_000

# By key-set in time order, each page a short reading of its own: decisions are never changed, so no long snapshot has
# to be held while they are thought about. What was allowed then is looked for only where nothing was given.
_PAST = """
    SELECT d.id, d.case_id, c.customer_id, d.policy_version_id, d.decided_at, d.frozen,
           u.name, f.name, k.loyalty_tier, o.state, a.state, o.chosen_option_id, p.options,
           o.id IS NOT NULL OR d.result LIKE '%%"status":"allowed"%%'
    FROM policies_decision d
    JOIN cases_case c ON c.id = d.case_id
    JOIN units_unit u ON u.id = c.unit_id
    JOIN customers_customer k ON k.id = c.customer_id
    JOIN failures_failuretype f ON f.id = c.failure_type_id
    LEFT JOIN offers_offer o ON o.decision_id = d.id AND NOT o.is_owed
    LEFT JOIN LATERAL (
        SELECT state FROM approvals_approval WHERE offer_id = o.id ORDER BY id DESC LIMIT 1
    ) a ON true
    LEFT JOIN LATERAL (
        SELECT json_agg(json_build_array(
            id, gesture_code, face_minor, true_cost_minor, terms->'budget', percent::text, quantity
        ) ORDER BY position) AS options
        FROM offers_offeroption WHERE offer_id = o.id
    ) p ON true
    WHERE d.decided_at < %s AND (d.decided_at, d.id) > (%s, %s)
    ORDER BY d.decided_at, d.id LIMIT %s
"""

_BUDGETS = "SELECT id, name, level, period, timezone FROM ledger_budget"

_REFUSED = frozenset({"refused", "expired", "withdrawn"})
"""How a question for a yes ends without one."""

_KEPT = frozenset({OfferState.AWAITING_APPROVAL, OfferState.OFFERED, OfferState.ACCEPTED})


def past_decisions(
    since: datetime | None, until: datetime, after: tuple[datetime, int] | None = None
) -> Iterator[PastDecision]:
    """Every decision from `since` up to before `until`, oldest first, a few at a time; those after the moment and id
    `after`, if given.
    """
    after = after or (since or datetime(1, 1, 1, tzinfo=UTC), 0)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_PAST, [until, *after, READ_AT_ONCE])
            rows = cursor.fetchall()
        for row in rows:
            yield _past(*row)
        if len(rows) < READ_AT_ONCE:
            return
        after = rows[-1][4], rows[-1][0]


def past_count(since: datetime | None, until: datetime) -> int:
    """How many decisions `past_decisions` gives."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM policies_decision WHERE decided_at < %s AND decided_at >= %s",
            [until, since or datetime(1, 1, 1, tzinfo=UTC)],
        )
        return int(cursor.fetchone()[0])


def budget_terms() -> dict[int, BudgetTerms]:
    """Every budget that there is or was, by id."""
    with connection.cursor() as cursor:
        cursor.execute(_BUDGETS)
        return {
            row[0]: BudgetTerms(row[1], row[2], PeriodLength(row[3]), row[4]) for row in cursor.fetchall()
        }


def _past(
    decision_id: int,
    case_id: int,
    customer_id: int,
    policy_id: int,
    decided_at: datetime,
    frozen: str,
    unit: str,
    failure: str,
    group: str,
    offer: str | None,
    approval: str | None,
    chosen_id: int | None,
    options: list[list[object]] | None,
    could_give: bool,
) -> PastDecision:
    given = options or []
    was_refused = approval in _REFUSED
    return PastDecision(
        decision_id,
        case_id,
        customer_id,
        policy_id,
        decided_at,
        frozen,
        unit,
        failure,
        group,
        alternatives=tuple(_alternative(*option[1:]) for option in given),  # type: ignore[arg-type]
        chosen=_chosen(given, chosen_id),
        needed_yes=approval is not None,
        was_refused=was_refused,
        was_kept=was_refused or offer is None or offer in _KEPT,
        could_give=could_give,
    )


def _alternative(
    code: str, face: int, true_cost: int, budget: bool | None, percent: str | None, quantity: int | None
) -> Alternative:
    return Alternative(code, face, true_cost, bool(budget), Decimal(percent or 0), quantity or 0)


def _chosen(options: list[list[object]], chosen_id: int | None) -> int:
    """The place of the option that was chosen; of the one with the greatest face value while none was."""
    ids = [option[0] for option in options]
    if chosen_id in ids:
        return ids.index(chosen_id)
    faces = [option[2] for option in options]
    return faces.index(max(faces)) if faces else 0  # type: ignore[type-var]


class BackTest(models.Model):
    """One document tried on the decisions of a span of days; whoever asked can leave and come back.

    `claim` and `claimed_until_at` are the worker that has it in hand: one that dies leaves a claim that runs out, and
    the next one goes on from `checkpoint` (`core.backtest.trail`), which is empty before the first and after the last
    word. `result` is what it adds up to (`core.backtest.tally`).
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        STOPPED = "stopped"

    label = models.CharField(max_length=120)
    document = models.TextField()  # canonical text
    digest = models.CharField(max_length=64)
    currency = models.CharField(max_length=3)
    from_date = models.DateField(null=True)  # both days count, in UTC; None: from the first decision on
    to_date = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    seen = models.BigIntegerField(default=0)
    whole = models.BigIntegerField(default=0)
    result = models.JSONField(null=True)
    checkpoint = models.TextField(default="", blank=True)  # JSON
    problem = models.CharField(max_length=500, default="", blank=True)
    claim = models.CharField(max_length=80, default="", blank=True)
    claimed_until_at = models.DateTimeField(null=True)
    asked_by = ActorField()
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["id"], condition=models.Q(state__in=["queued", "running"]), name="back_tests_to_run"
            )
        ]


class BackTestStretch(models.Model):
    """What a back-test that runs has left behind between two words of progress; gone when it ends."""

    back_test = models.ForeignKey(BackTest, on_delete=models.CASCADE, related_name="+")
    left = models.TextField()  # JSON, `core.backtest.trail`


class BackTestCase(models.Model):
    """One decision that comes out otherwise: what was given and what would have been, in minor units."""

    back_test = models.ForeignKey(BackTest, on_delete=models.CASCADE, related_name="+")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+", db_index=False)
    decision_id = models.BigIntegerField()
    unit_name = models.CharField(max_length=200)
    failure_name = models.CharField(max_length=200)
    group_name = models.CharField(max_length=80, default="", blank=True)
    difference = models.CharField(max_length=12)  # gained, lost, other, undecidable
    approval = models.CharField(max_length=8, default="", blank=True)  # added, avoided
    why = models.CharField(max_length=80, default="", blank=True)
    before_code = models.CharField(max_length=60, default="", blank=True)
    before_minor = models.BigIntegerField()
    after_code = models.CharField(max_length=60, default="", blank=True)
    after_minor = models.BigIntegerField()
    owed_before_minor = models.BigIntegerField()  # in the policy's currency
    owed_after_minor = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["back_test", "id"], name="cases_of_a_back_test")]
