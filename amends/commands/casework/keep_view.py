"""A colleague keeps a set of filters under a name of their own."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.staff import store as staff
from amends.core.case.hearing import one_line, within
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import Context


class ViewNameMissing(Refusal):
    """A view without a name."""

    code = "view_name_missing"
    kind = Kind.INVALID
    message = gettext_noop("Give the view a name, so that you find it again.")


@dataclass(frozen=True, slots=True)
class ViewKept:
    """The view's id."""

    view_id: int


@command(Permission.SEE_CASES)
def keep_view(ctx: Context, *, screen: str, name: str, filters: str) -> ViewKept:
    """Keep the query string `filters` of `screen` under `name`; the same name replaces it.

    Only colleagues have views. Raises `ViewNameMissing` and `TooLong` at `name`.
    """
    title = one_line(name, 80, field="name")
    if not title or ctx.user_id is None:
        raise ViewNameMissing(field="name")
    view_id = staff.keep_view(
        user_id=ctx.user_id, screen=screen, name=title, filters=within(filters, 500, field="filters")
    )
    return ViewKept(view_id)
