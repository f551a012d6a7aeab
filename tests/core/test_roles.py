"""The role matrix: what architecture.md says each role may do, and above all what it may not."""

from __future__ import annotations

import pytest

from amends.core.roles import (
    LEVEL,
    PERMISSIONS,
    SCOPES,
    Permission,
    Role,
    ScopeUnknown,
    permissions_of_scopes,
    scopes_of_role,
)

WORDS = Permission.SEE_CUSTOMER_WORDS
STAFF = {Role.FRONT_LINE, Role.LEAD, Role.CX_MANAGER, Role.CASHIER, Role.FINANCE, Role.AUDITOR, Role.OPERATOR}


def test_every_role_has_a_row_and_a_level() -> None:
    assert set(PERMISSIONS) == set(Role)
    assert set(LEVEL) == set(Role)


def test_every_permission_belongs_to_some_role() -> None:
    held = frozenset().union(*PERMISSIONS.values())
    assert set(Permission) - held == set()


def test_a_cashier_checks_and_redeems_and_nothing_else() -> None:
    assert PERMISSIONS[Role.CASHIER] == {Permission.CHECK_VOUCHER, Permission.REDEEM}


@pytest.mark.parametrize("role", [Role.FINANCE, Role.OPERATOR, Role.CASHIER])
def test_money_and_machine_roles_see_no_customer_words(role: Role) -> None:
    assert WORDS not in PERMISSIONS[role]
    assert Permission.SEE_CUSTOMERS not in PERMISSIONS[role]
    assert Permission.SEE_CASES not in PERMISSIONS[role]


def test_an_auditor_reads_everything_and_changes_nothing() -> None:
    assert all(
        p.startswith(("see_", "read_")) and p != Permission.SEE_OWN_CASE for p in PERMISSIONS[Role.AUDITOR]
    )
    readable = {p for p in Permission if p.startswith(("see_", "read_"))} - {Permission.SEE_OWN_CASE}
    assert PERMISSIONS[Role.AUDITOR] == readable


def test_the_line_of_command_only_adds() -> None:
    assert PERMISSIONS[Role.FRONT_LINE] < PERMISSIONS[Role.LEAD] < PERMISSIONS[Role.CX_MANAGER]
    assert LEVEL[Role.FRONT_LINE] < LEVEL[Role.LEAD] < LEVEL[Role.CX_MANAGER] < LEVEL[Role.FINANCE]


def test_approving_and_a_level_above_zero_go_together() -> None:
    may = {role for role in Role if Permission.APPROVE in PERMISSIONS[role]}
    assert may == {role for role in Role if LEVEL[role] > 0}
    assert may == {Role.LEAD, Role.CX_MANAGER, Role.FINANCE}


def test_only_the_customer_says_whether_it_is_right_now() -> None:
    assert {r for r in Role if Permission.CONFIRM_RECOVERY in PERMISSIONS[r]} == {Role.CUSTOMER}
    assert not any(Permission.CONFIRM_RECOVERY in needs for needs in SCOPES.values())


def test_a_program_has_nothing_but_its_scopes() -> None:
    assert PERMISSIONS[Role.PROGRAM] == frozenset()
    assert permissions_of_scopes([]) == frozenset()
    assert permissions_of_scopes(["vouchers:redeem", "budgets:read"]) == {
        Permission.CHECK_VOUCHER,
        Permission.REDEEM,
        Permission.SEE_BUDGETS,
    }


def test_no_scope_reaches_governance_or_policy_writing() -> None:
    reachable = frozenset().union(*SCOPES.values())
    assert {p for p in reachable if p.startswith(("manage_", "run_", "read_", "sweep", "export"))} == set()


def test_an_unknown_scope_is_refused_by_name() -> None:
    with pytest.raises(ScopeUnknown) as refused:
        permissions_of_scopes(["cases:read", "cases:burn"])
    assert refused.value.field == "scopes"
    assert refused.value.params["scope"] == "cases:burn"
    assert "cases:read" in str(refused.value)


@pytest.mark.parametrize("role", sorted(STAFF))
def test_a_token_for_a_role_never_exceeds_the_role(role: Role) -> None:
    assert permissions_of_scopes(scopes_of_role(role)) <= PERMISSIONS[role]


def test_a_token_for_a_cashier_can_check_and_redeem() -> None:
    assert scopes_of_role(Role.CASHIER) == ("vouchers:check", "vouchers:redeem")
