"""Somebody wants to see what a policy would have done to past decisions, before it decides any."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from amends.apps.backtests import store as back_tests
from amends.core.case.hearing import within
from amends.core.policy.parse import document_digest, document_text, load_document
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import record
from amends.kernel.queue import defer

LABEL_MAX = 120


class SpanBackwards(Refusal):
    """The first day lies after the last one, or the last one has not come yet."""

    code = "span_backwards"
    kind = Kind.INVALID
    message = gettext_noop(
        "Choose a first day that is not after the last one, and a last day that is not after today."
    )


@dataclass(frozen=True, slots=True)
class BackTestRequested:
    """It waits for a worker; whoever asked may go on with something else."""

    back_test_id: int
    digest: str


@command(Permission.TRY_POLICY)
def request_back_test(
    ctx: Context,
    *,
    document: str,
    label: str = "",
    from_date: date | None = None,
    to_date: date | None = None,
) -> BackTestRequested:
    """Try `document` (JSON text of core.policy.parse) on the decisions of these days, both counted, in UTC.

    Without `from_date` from the first decision on, without `to_date` up to today. `label` is what the list calls it;
    the policy's name if none is given. Raises `PolicyInvalid` with every problem of the document, `SpanBackwards` and
    `TooLong`.
    """
    policy = load_document(document)
    today = ctx.now.date()
    last = to_date or today
    if last > today or (from_date is not None and from_date > last):
        raise SpanBackwards(field="from_date")
    text = document_text(policy)
    made = back_tests.add_back_test(
        ctx,
        label=within(label, LABEL_MAX, field="label") or policy.name[:LABEL_MAX],
        document=text,
        digest=document_digest(text),
        currency=policy.currency,
        from_date=from_date,
        to_date=last,
    )
    defer("run_back_tests")
    digest = document_digest(text)
    record(ctx, "policy", "back_test.requested", {"back_test_id": made.id, "digest": digest})
    return BackTestRequested(made.id, digest)
