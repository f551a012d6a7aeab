"""Who may do what: the matrix of roles and permissions, and the scopes of programs."""

from __future__ import annotations

import ast
import inspect

from amends.core import roles
from amends.core.roles import LEVEL, PEOPLE, PERMISSIONS, SCOPES, Permission, Role
from reference.table import table

_INTRO = """\
# Roles, permissions and scopes

A role is held in a unit and reaches its subtree. Every command and query names the one permission it needs; it is
checked there, for pages, the API and the shell alike. A token for a program holds scopes, and no more than these.
"""


def page() -> str:
    """The matrix of people, then the other actors, then the scopes."""
    meanings = _meanings()
    matrix = [
        (
            f"`{permission}`",
            meanings.get(permission.name, ""),
            *("yes" if permission in PERMISSIONS[role] else "" for role in PEOPLE),
        )
        for permission in Permission
    ]
    levels = [(_words(role), str(LEVEL[role])) for role in PEOPLE]
    others = [
        (_words(role), _listed(PERMISSIONS[role]) or "what the scopes of its token give")
        for role in Role
        if role not in PEOPLE
    ]
    scopes = [(f"`{scope}`", _listed(needs)) for scope, needs in SCOPES.items()]
    return "\n".join(
        [
            _INTRO,
            "## People\n",
            table(("permission", "meaning", *(_words(role) for role in PEOPLE)), matrix),
            "## Authority\n\nLevel 0 gives within the grant; 1 to 3 also say yes to what needs L1 to L3.\n",
            table(("role", "level"), levels),
            "## Other actors\n",
            table(("actor", "may"), others),
            "## Scopes of tokens\n",
            table(("scope", "stands for"), scopes),
        ]
    )


def _listed(held: frozenset[Permission]) -> str:
    return ", ".join(f"`{permission}`" for permission in Permission if permission in held)


def _words(role: Role) -> str:
    return role.replace("_", " ")


def _meanings() -> dict[str, str]:
    """The remark behind each permission, by its name."""
    found = {}
    for line in inspect.getsource(roles.Permission).splitlines():
        code, mark, remark = line.partition("  # ")
        if mark:
            assigned = ast.parse(code.strip()).body[0]
            assert isinstance(assigned, ast.Assign)
            found[ast.unparse(assigned.targets[0])] = remark
    return found
