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
