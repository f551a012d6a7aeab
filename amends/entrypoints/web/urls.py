"""Where each staff screen stands; every noun keeps its own views in a file of its name."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from amends.entrypoints.web import (
    absences,
    approvals,
    budgets,
    case_vouchers,
    give,
    governance,
    involved,
    signals,
    till,
    vouchers,
)
from amends.entrypoints.web.back_test_urls import BACK_TESTS
from amends.entrypoints.web.case_urls import CASES
from amends.entrypoints.web.consistency_urls import CONSISTENCY
from amends.entrypoints.web.event_urls import EVENTS
from amends.entrypoints.web.hearing_urls import HEARING
from amends.entrypoints.web.incident_urls import INCIDENTS
from amends.entrypoints.web.policy_urls import POLICY
from amends.entrypoints.web.say_urls import SAYING

app_name = "web"
urlpatterns: list[URLPattern | URLResolver] = [
    *CASES,  # work list, cases, customers, journal
    # giving
    path("cases/<str:ref>/give", give.give, name="give"),
    path("cases/<str:ref>/decide", give.decide, name="decide"),
    path("cases/<str:ref>/offers/<int:offer_id>/answer", give.answer, name="offer-answer"),
    path("cases/<str:ref>/involved", involved.who_was_there, name="involved"),
    path("cases/<str:ref>/payments/<int:fulfilment_id>", give.payment, name="payment"),
    path("approvals", approvals.waiting, name="approvals"),
    path("approvals/away", absences.away, name="absences"),
    path("approvals/away/<int:substitution_id>/end", absences.back, name="absence-ended"),
    path("approvals/<int:approval_id>", approvals.approval, name="approval"),
    path("budgets", budgets.all_budgets, name="budgets"),
    path("budgets/<int:budget_id>", budgets.budget, name="budget"),
    *POLICY,  # versions, drafts, trials
    # governance
    path("staff", governance.staff, name="staff"),
    path("staff/placement", governance.placement, name="placement"),
    path("tokens", governance.tokens, name="tokens"),
    path("tokens/<int:token_id>/end", governance.token_revoked, name="token-revoked"),
    path("signals", signals.waiting, name="signals"),
    path("signals/<int:signal_id>", signals.signal, name="signal"),
    *CONSISTENCY,  # are like cases treated alike
    *BACK_TESTS,  # what a policy would have done
    *EVENTS,  # what other programs told, and what was done
    *HEARING,  # log, places and their forms
    *INCIDENTS,  # one failure that hit many
    *SAYING,  # messages, promises, following up
    # vouchers and till
    path("vouchers", vouchers.given, name="vouchers"),
    path("cases/<str:ref>/vouchers", case_vouchers.panel, name="case-vouchers"),
    path("cases/<str:ref>/vouchers/<str:serial>", case_vouchers.in_hand, name="voucher-in-hand"),
    path(
        "cases/<str:ref>/vouchers/<str:serial>/hand-over", case_vouchers.hand_over, name="voucher-hand-over"
    ),
    path(
        "cases/<str:ref>/vouchers/<str:serial>/replacement",
        case_vouchers.replacement,
        name="voucher-replacement",
    ),
    path("till", till.till, name="till"),
    path("till/place", till.till_place, name="till-place"),
    path("till/redemptions/<int:redemption_id>/rollback", till.rollback, name="till-rollback"),
    path("r", till.voucher_landing, name="voucher-landing"),
]
