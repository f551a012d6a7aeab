"""The words for roles, levels and other fixed codes, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from amends.core.roles import Role


def role_words(role: str) -> str:
    """A role as people say it."""
    words = {
        Role.FRONT_LINE: _("Front line"),
        Role.LEAD: _("Lead"),
        Role.CX_MANAGER: _("CX manager"),
        Role.CASHIER: _("Cashier"),
        Role.FINANCE: _("Finance"),
        Role.AUDITOR: _("Auditor"),
        Role.OPERATOR: _("Operator"),
        Role.PROGRAM: _("Program"),
    }
    return words.get(Role(role), role) if role in set(Role) else role


def level_words(level: int) -> str:
    """Who says yes at an approval level."""
    return {1: _("the duty lead"), 2: _("the CX manager"), 3: _("finance")}.get(level, _("a colleague"))


def scope_words(scope: str) -> str:
    """What a program with this scope may do."""
    words = {
        "complaints:write": _("tell of complaints"),
        "events:write": _("send events"),
        "cases:read": _("read cases and customers"),
        "evidence:write": _("note what is known of a case"),
        "cases:write": _("take cases on their way"),
        "offers:write": _("give and offer"),
        "messages:write": _("write to customers"),
        "approvals:write": _("answer questions for a yes"),
        "acceptance:write": _("note what customers choose"),
        "vouchers:check": _("check vouchers"),
        "vouchers:redeem": _("redeem vouchers"),
        "vouchers:codes": _("hand out the codes of vouchers"),
        "promises:write": _("keep promises"),
        "policy:write": _("write drafts of the policy"),
        "budgets:read": _("read budgets"),
        "ledger:audit": _("read the ledger"),
        "customers:data": _("answer what we hold about somebody"),
        "consistency:read": _("read consistency reports"),
        "incidents:read": _("read incidents"),
        "incidents:write": _("put many right at once"),
        "policy:read": _("read policies and back-tests"),
        "policy:try": _("try policies on the past"),
    }
    return words.get(scope, scope)
