"""Who may do what: one table of roles and permissions, and the scopes a program's token may hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop


class ScopeUnknown(Refusal):
    """A token was asked for with a scope that does not exist."""

    code = "scope_unknown"
    kind = Kind.INVALID
    message = gettext_noop("There is no scope %(scope)s. The scopes are: %(known)s.")


class RoleUnknown(Refusal):
    """Not a role that a person may hold."""

    code = "role_unknown"
    kind = Kind.INVALID
    message = gettext_noop("There is no role %(role)s for a person. The roles are: %(known)s.")


class Role(StrEnum):
    """What an actor is here. The first seven are people of the organisation."""

    FRONT_LINE = "front_line"
    LEAD = "lead"
    CX_MANAGER = "cx_manager"
    CASHIER = "cashier"
    FINANCE = "finance"
    AUDITOR = "auditor"
    OPERATOR = "operator"
    PROGRAM = "program"
    CUSTOMER = "customer"
    SYSTEM = "system"


PEOPLE = (
    Role.FRONT_LINE,
    Role.LEAD,
    Role.CX_MANAGER,
    Role.CASHIER,
    Role.FINANCE,
    Role.AUDITOR,
    Role.OPERATOR,
)
"""The roles a person may hold."""


class Permission(StrEnum):
    """One thing an actor may do; commands and queries name the one they need."""

    LOG_FAILURE = "log_failure"
    SEE_CASES = "see_cases"
    SEE_CUSTOMERS = "see_customers"  # names, addresses, history
    SEE_CUSTOMER_WORDS = "see_customer_words"  # what they wrote and said
    ANSWER_FOR_DATA = "answer_for_data"  # tell a customer what we hold about them, and erase it at their wish
    SEE_TEAM = "see_team"  # everyone's work, not only one's own
    WORK_CASES = "work_cases"  # assess, ask, add evidence, move a case on
    ASSIGN_CASES = "assign_cases"
    GIVE = "give"  # within the grant and the envelope
    APPROVE = "approve"  # within the level of the role
    REVIEW_SIGNALS = "review_signals"  # say what comes of a signal about repeat claims
    ACCEPT_FOR_CUSTOMER = "accept_for_customer"  # record a choice the customer spoke
    SAY = "say"  # send or record a message to a customer
    KEEP_PROMISES = "keep_promises"
    CHECK_VOUCHER = "check_voucher"
    REDEEM = "redeem"
    HAND_OUT_CODES = "hand_out_codes"  # voucher codes in full, on their way to the customer
    SEE_BUDGETS = "see_budgets"
    MANAGE_BUDGETS = "manage_budgets"
    SEE_LEDGER = "see_ledger"
    EXPORT = "export"
    MANAGE_POLICY = "manage_policy"
    WRITE_POLICY_DRAFTS = "write_policy_drafts"  # decides nothing: a person reads it, a person publishes it
    SEE_POLICY = "see_policy"
    SEE_BACK_TESTS = "see_back_tests"  # what a policy would have done to past decisions
    TRY_POLICY = "try_policy"  # ask for a back-test; publishes nothing
    SEE_POLICY_DRAFTS = "see_policy_drafts"  # what is being written, and who said what about it
    REVIEW_POLICY = "review_policy"  # say yes to what a colleague wrote
    MANAGE_GUIDES = "manage_guides"
    MANAGE_TEMPLATES = "manage_templates"
    MANAGE_FORMS = "manage_forms"
    SEE_TRENDS = "see_trends"
    SEE_CONSISTENCY = "see_consistency"  # whether like cases are treated alike
    KEEP_GROUPS = "keep_groups"  # bring in group attributes for that report, which nobody reads back
    SEE_INCIDENTS = "see_incidents"
    GIVE_TO_MANY = "give_to_many"
    MANAGE_STAFF = "manage_staff"
    MANAGE_UNITS = "manage_units"
    MANAGE_TOKENS = "manage_tokens"
    RUN_INSTALLATION = "run_installation"  # settings, health, verify
    READ_JOURNAL = "read_journal"
    SEE_OWN_CASE = "see_own_case"  # the customer, through a signed link
    ANSWER_OFFER = "answer_offer"  # the customer chooses or declines
    CONFIRM_RECOVERY = "confirm_recovery"  # the customer says whether it is right now
    COMPUTE = "compute"  # reports, with what nobody else may read: the installation itself
    SEND_EVENTS = "send_events"  # tell what went wrong, as a registered source does
    SEE_EVENTS = "see_events"  # what came and what was done; what is in it is for those who see words
    SWEEP = "sweep"  # clocks, due messages, expiries: the installation itself


_P = Permission

_FRONT_LINE = frozenset(
    {
        _P.LOG_FAILURE,
        _P.SEE_CASES,
        _P.SEE_CUSTOMERS,
        _P.SEE_CUSTOMER_WORDS,
        _P.WORK_CASES,
        _P.GIVE,
        _P.ACCEPT_FOR_CUSTOMER,
        _P.SAY,
        _P.KEEP_PROMISES,
        _P.CHECK_VOUCHER,
        _P.REDEEM,
        _P.SEE_BUDGETS,
        _P.SEE_POLICY,
    }
)
_LEAD = _FRONT_LINE | {
    _P.ASSIGN_CASES,
    _P.APPROVE,
    _P.REVIEW_SIGNALS,
    _P.SEE_TEAM,
    _P.SEE_TRENDS,
    _P.SEE_INCIDENTS,
    _P.GIVE_TO_MANY,
    _P.SEE_POLICY_DRAFTS,
}
_CX_MANAGER = _LEAD | {
    _P.MANAGE_POLICY,
    _P.SEE_BACK_TESTS,
    _P.TRY_POLICY,
    _P.WRITE_POLICY_DRAFTS,
    _P.REVIEW_POLICY,
    _P.MANAGE_GUIDES,
    _P.MANAGE_TEMPLATES,
    _P.MANAGE_FORMS,
    _P.EXPORT,
    _P.ANSWER_FOR_DATA,
    _P.SEE_CONSISTENCY,
    _P.KEEP_GROUPS,
    _P.SEE_EVENTS,
}

_CASHIER = frozenset({_P.CHECK_VOUCHER, _P.REDEEM})

# No customer words and no customer names: money has references, not stories.
_FINANCE = frozenset(
    {
        _P.SEE_BUDGETS,
        _P.MANAGE_BUDGETS,
        _P.SEE_LEDGER,
        _P.EXPORT,
        _P.APPROVE,
        _P.SEE_POLICY,
        _P.SEE_BACK_TESTS,
        _P.SEE_POLICY_DRAFTS,
        _P.REVIEW_POLICY,
        _P.SEE_TRENDS,
        _P.SEE_INCIDENTS,
    }
)
_AUDITOR = frozenset(
    {
        _P.SEE_CASES,
        _P.SEE_CUSTOMERS,
        _P.SEE_CUSTOMER_WORDS,
        _P.SEE_TEAM,
        _P.SEE_BUDGETS,
        _P.SEE_LEDGER,
        _P.SEE_POLICY,
        _P.SEE_BACK_TESTS,
        _P.SEE_POLICY_DRAFTS,
        _P.SEE_TRENDS,
        _P.SEE_CONSISTENCY,
        _P.SEE_INCIDENTS,
        _P.READ_JOURNAL,
        _P.SEE_EVENTS,
    }
)
_OPERATOR = frozenset(
    {_P.MANAGE_STAFF, _P.MANAGE_UNITS, _P.MANAGE_TOKENS, _P.RUN_INSTALLATION, _P.SEE_EVENTS}
)

PERMISSIONS: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.FRONT_LINE: _FRONT_LINE,
        Role.LEAD: _LEAD,
        Role.CX_MANAGER: _CX_MANAGER,
        Role.CASHIER: _CASHIER,
        Role.FINANCE: _FINANCE,
        Role.AUDITOR: _AUDITOR,
        Role.OPERATOR: _OPERATOR,
        Role.PROGRAM: frozenset(),  # exactly what the scopes of its token give, see `permissions_of_scopes`
        Role.CUSTOMER: frozenset({_P.SEE_OWN_CASE, _P.ANSWER_OFFER, _P.CONFIRM_RECOVERY}),
        Role.SYSTEM: frozenset(
            {_P.SWEEP, _P.SEND_EVENTS, _P.COMPUTE, _P.LOG_FAILURE, _P.SAY, _P.HAND_OUT_CODES}
        ),
    }
)
"""What each role may do. A permission is always within the actor's scope (its units), never beyond it."""

LEVEL: Mapping[Role, int] = MappingProxyType(
    {
        Role.FRONT_LINE: 0,
        Role.LEAD: 1,
        Role.CX_MANAGER: 2,
        Role.FINANCE: 3,
        Role.CASHIER: 0,
        Role.AUDITOR: 0,
        Role.OPERATOR: 0,
        Role.PROGRAM: 0,
        Role.CUSTOMER: 0,
        Role.SYSTEM: 0,
    }
)
"""Authority over a decision: 0 decides within the grant only; 1 to 3 also approve what needs L1 to L3."""

SCOPES: Mapping[str, frozenset[Permission]] = MappingProxyType(
    {
        "complaints:write": frozenset({_P.LOG_FAILURE}),
        "events:write": frozenset({_P.SEND_EVENTS}),
        "cases:read": frozenset({_P.SEE_CASES, _P.SEE_CUSTOMERS, _P.SEE_CUSTOMER_WORDS, _P.SEE_POLICY}),
        "evidence:write": frozenset({_P.SEE_CASES, _P.WORK_CASES}),
        "cases:write": frozenset({_P.SEE_CASES, _P.WORK_CASES, _P.ASSIGN_CASES}),
        "offers:write": frozenset({_P.SEE_CASES, _P.GIVE, _P.SEE_POLICY}),
        "messages:write": frozenset({_P.SAY}),
        "approvals:write": frozenset({_P.APPROVE, _P.SEE_BUDGETS}),
        "acceptance:write": frozenset({_P.ACCEPT_FOR_CUSTOMER}),
        "vouchers:check": frozenset({_P.CHECK_VOUCHER}),
        "vouchers:redeem": frozenset({_P.CHECK_VOUCHER, _P.REDEEM}),
        "vouchers:codes": frozenset({_P.SEE_CASES, _P.HAND_OUT_CODES}),
        "promises:write": frozenset({_P.KEEP_PROMISES}),
        "policy:write": frozenset({_P.SEE_POLICY, _P.SEE_POLICY_DRAFTS, _P.WRITE_POLICY_DRAFTS}),
        "budgets:read": frozenset({_P.SEE_BUDGETS}),
        "ledger:audit": frozenset({_P.SEE_LEDGER}),
        "customers:data": frozenset({_P.ANSWER_FOR_DATA, _P.SEE_CUSTOMERS}),
        "consistency:read": frozenset({_P.SEE_CONSISTENCY}),
        "incidents:read": frozenset({_P.SEE_INCIDENTS}),
        "incidents:write": frozenset({_P.SEE_INCIDENTS, _P.GIVE_TO_MANY}),
        "policy:read": frozenset({_P.SEE_POLICY, _P.SEE_POLICY_DRAFTS, _P.SEE_BACK_TESTS}),
        "policy:try": frozenset({_P.SEE_POLICY, _P.SEE_BACK_TESTS, _P.TRY_POLICY}),
    }
)
"""What a token may be allowed. No scope lets a program answer for a customer (`CONFIRM_RECOVERY`)."""


def permissions_of_scopes(scopes: Iterable[str], *, field: str | None = "scopes") -> frozenset[Permission]:
    """What a token with these scopes may do; raises `ScopeUnknown` at `field` for a scope not in `SCOPES`."""
    held: set[Permission] = set()
    for scope in scopes:
        if scope not in SCOPES:
            raise ScopeUnknown(field=field, scope=scope[:40], known=", ".join(SCOPES))
        held |= SCOPES[scope]
    return frozenset(held)


def scopes_of_role(role: Role) -> tuple[str, ...]:
    """The widest scopes a token may get that stands for `role`: none that the role itself would not have."""
    return tuple(scope for scope, needs in SCOPES.items() if needs <= PERMISSIONS[role])


def known_role(role: str, *, field: str | None = "role") -> Role:
    """`role` as a role that a person may hold; raises `RoleUnknown` at `field`."""
    if role not in {known.value for known in PEOPLE}:
        raise RoleUnknown(field=field, role=role[:40], known=", ".join(PEOPLE))
    return Role(role)
