"""Back-tests: the list, one of them with what it adds up to, and the decisions behind each of its numbers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from amends.apps.backtests.models import BackTest, BackTestCase
from amends.apps.policies.models import PolicyDraft, PolicyVersion
from amends.core.backtest.unknown import BackTestUnknown
from amends.core.cursor import CursorInvalid, cursor_keys, cursor_text
from amends.core.money import Money
from amends.core.policy.drafting.states import DraftState
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.query import query
from amends.queries.names import names_of

PAGE = 50
_DRAFT = "draft-"
_OLDER = 5  # so many versions of the policy are looked through for the names of gestures
SIDES = {"unit": "unit_name", "failure": "failure_name", "group": "group_name"}
"""What results are told apart by, and where a case keeps it."""


@dataclass(frozen=True, slots=True)
class BackTestShown:
    """One back-test. `seen` of `whole` decisions are done; `result` is what they add up to, once it is done."""

    id: int
    label: str
    digest: str
    currency: str
    from_date: date | None
    to_date: date
    state: str
    seen: int
    whole: int
    result: Mapping[str, Any] | None
    problem: str
    asked_by: str
    asked_at: datetime
    ended_at: datetime | None

    @property
    def is_running(self) -> bool:
        """Whether it waits or runs: there will be more to see."""
        return self.state in {"queued", "running"}

    @property
    def percent(self) -> int:
        """How far it is, 0 to 100."""
        return 100 * self.seen // self.whole if self.whole else 0


@dataclass(frozen=True, slots=True)
class BackTestsShown:
    """A page of back-tests, newest first."""

    back_tests: tuple[BackTestShown, ...]
    after: str


@dataclass(frozen=True, slots=True)
class CaseWanted:
    """Which of the decisions that change; an empty text does not narrow."""

    difference: str = ""  # gained, lost, other, undecidable
    approval: str = ""  # added, avoided
    why: str = ""
    side: str = ""  # unit, failure or group, with `name`
    name: str = ""


@dataclass(frozen=True, slots=True)
class CaseChanged:
    """One decision that comes out otherwise; money in the policy's currency."""

    case_ref: str
    decision_id: int
    unit: str
    failure: str
    group: str
    difference: str
    approval: str
    why: str
    before_code: str
    before_name: str
    before: Money
    after_code: str
    after_name: str
    after: Money
    owed_before: Money
    owed_after: Money


@dataclass(frozen=True, slots=True)
class CasesChanged:
    """A page of them, in the order in which they were decided, and how many there are in all."""

    cases: tuple[CaseChanged, ...]
    count: int
    after: str
    wanted: CaseWanted = field(default_factory=CaseWanted)


@dataclass(frozen=True, slots=True)
class PolicyChoice:
    """A policy that can be tried: a draft by its id, or a published one by its number."""

    key: str  # "draft-7" or "3"
    number: int | None
    name: str


@query(Permission.SEE_BACK_TESTS)
def back_tests(ctx: Context, *, after: str = "") -> BackTestsShown:
    """All back-tests, newest first. Raises `CursorInvalid`."""
    rows = BackTest.objects.defer("document", "result").order_by("-id")
    if after:
        rows = rows.filter(id__lt=_key(after))
    page = list(rows[: PAGE + 1])
    names = names_of(row.asked_by for row in page)
    shown = tuple(_shown(row, names, None) for row in page[:PAGE])
    return BackTestsShown(shown, cursor_text(page[PAGE - 1].id) if len(page) > PAGE else "")


@query(Permission.SEE_BACK_TESTS)
def back_test_page(ctx: Context, *, back_test_id: int) -> BackTestShown:
    """One back-test with its result. Raises `BackTestUnknown`."""
    row = _row(back_test_id)
    return _shown(row, names_of([row.asked_by]), row.result)


@query(Permission.SEE_BACK_TESTS)
def back_test_cases(
    ctx: Context, *, back_test_id: int, wanted: CaseWanted | None = None, after: str = ""
) -> CasesChanged:
    """The decisions that come out otherwise, of the units that the actor sees. Raises `BackTestUnknown`,
    `CursorInvalid`.
    """
    which = wanted or CaseWanted()
    row = _row(back_test_id)
    names = _gesture_names(back_test_id)
    rows = _narrowed(_visible(ctx, back_test_id), which)
    count = rows.count()
    if after:
        rows = rows.filter(id__gt=_key(after))
    page = list(rows.select_related("case").order_by("id")[: PAGE + 1])
    return CasesChanged(
        cases=tuple(_case(each, row.currency, names) for each in page[:PAGE]),
        count=count,
        after=cursor_text(page[PAGE - 1].id) if len(page) > PAGE else "",
        wanted=which,
    )


@query(Permission.TRY_POLICY)
def policy_choices(ctx: Context) -> tuple[PolicyChoice, ...]:
    """The drafts that are being written or read, the one changed last first; then the published ones, newest first."""
    drafts = _living_drafts().order_by("-changed_at").values_list("id", "name")
    published = PolicyVersion.objects.order_by("-number").values_list("number", "name")
    return (
        *(PolicyChoice(f"{_DRAFT}{draft_id}", None, name) for draft_id, name in drafts[:PAGE]),
        *(PolicyChoice(str(number), number, name) for number, name in published[:PAGE]),
    )


@query(Permission.TRY_POLICY)
def chosen_policy(ctx: Context, *, key: str) -> str:
    """The JSON text behind the key of a choice; nothing where it is gone."""
    if key.startswith(_DRAFT):
        drafts = _living_drafts().filter(id=int(key.removeprefix(_DRAFT)))
        return drafts.values_list("document", flat=True).first() or ""
    published = PolicyVersion.objects.filter(number=int(key))
    return published.values_list("document", flat=True).first() or ""


def _living_drafts() -> QuerySet[PolicyDraft]:
    return PolicyDraft.objects.filter(state__in=[DraftState.WRITING, DraftState.IN_REVIEW])


def _row(back_test_id: int) -> BackTest:
    row = BackTest.objects.defer("document").filter(id=back_test_id).first()
    if row is None:
        raise BackTestUnknown
    return row


def _visible(ctx: Context, back_test_id: int) -> QuerySet[BackTestCase]:
    scope = ctx.scope(Permission.SEE_BACK_TESTS)
    rows = BackTestCase.objects.filter(back_test_id=back_test_id)
    if scope.unit_ids is not None:
        rows = rows.filter(case__unit_id__in=scope.unit_ids)
    return rows if scope.restricted else rows.filter(case__is_restricted=False)


def _narrowed(rows: QuerySet[BackTestCase], wanted: CaseWanted) -> QuerySet[BackTestCase]:
    exact = {"difference": wanted.difference, "approval": wanted.approval, "why": wanted.why}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    return rows.filter(**{SIDES[wanted.side]: wanted.name}) if wanted.side in SIDES else rows


def _key(after: str) -> int:
    (last_id,) = cursor_keys(after, 1)
    if not isinstance(last_id, int):
        raise CursorInvalid(field="after")
    return last_id


def _shown(row: BackTest, names: Mapping[str, str], result: Mapping[str, Any] | None) -> BackTestShown:
    return BackTestShown(
        row.id,
        row.label,
        row.digest,
        row.currency,
        row.from_date,
        row.to_date,
        row.state,
        row.seen,
        row.whole,
        result,
        row.problem,
        names.get(row.asked_by, ""),
        row.asked_at,
        row.ended_at,
    )


def _gesture_names(back_test_id: int) -> dict[str, str]:
    """The gestures of every document that can be meant, by code; the one that was tried has the last word."""
    documents = [
        *PolicyVersion.objects.order_by("-number").values_list("document", flat=True)[:_OLDER][::-1],
        BackTest.objects.values_list("document", flat=True).get(id=back_test_id),
    ]
    return {each["code"]: each["name"] for text in documents for each in json.loads(text).get("gestures", ())}


def _case(row: BackTestCase, currency: str, names: Mapping[str, str]) -> CaseChanged:
    return CaseChanged(
        row.case.ref,
        row.decision_id,
        row.unit_name,
        row.failure_name,
        row.group_name,
        row.difference,
        row.approval,
        row.why,
        row.before_code,
        names.get(row.before_code, row.before_code),
        Money(row.before_minor, currency),
        row.after_code,
        names.get(row.after_code, row.after_code),
        Money(row.after_minor, currency),
        Money(row.owed_before_minor, currency),
        Money(row.owed_after_minor, currency),
    )
