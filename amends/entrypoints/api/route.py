"""Declares what each route does: the command or query it reaches, the scopes that open it, and what it may refuse.

The OpenAPI document (`document`), the test of what no route reaches and the test of who may where are all read from
here, so that they cannot drift from each other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar, get_type_hints

from ninja import Router
from ninja.constants import NOT_SET

from amends.core.roles import SCOPES, Permission
from amends.entrypoints.api.security import Bearer, Signature
from amends.kernel import command as commands
from amends.kernel import query as queries

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Route:
    """One operation: `reaches` is the name of its command or query, `refuses` the codes of its own refusals."""

    name: str
    method: str
    path: str
    reaches: str
    permissions: tuple[Permission, ...]
    refuses: tuple[str, ...]
    writes: bool  # acts, and so takes an idempotency key
    also: Permission | None = None  # what the command asks for beside that, once it knows the unit
    signed: bool = False  # a registered source may sign it instead of showing a token

    @property
    def takes_body(self) -> bool:
        """Whether it reads a JSON body."""
        return self.method != "GET"

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes that open it, any one of them."""
        opening = (scope for scope, gives in SCOPES.items() if gives & set(self.permissions))
        return tuple(scope for scope in opening if self.also is None or self.also in SCOPES[scope])


ROUTES: dict[str, Route] = {}
"""Every route by the name of its view, which is its operationId."""


ROUTER = Router()
"""One for all nouns, because two of them may meet at one address with different methods."""


class Routes:
    """The routes of one noun."""

    def __init__(self, tag: str) -> None:
        self.tag = tag

    def reads(self, path: str, *, asks: Callable[..., Any], refuses: str = "") -> Callable[[F], F]:
        """A GET that asks a query and changes nothing. `refuses`: codes, with spaces between them."""
        entry = queries.REGISTRY[asks.__name__]
        return self._add(Route("", "GET", path, entry.name, (entry.permission,), _codes(refuses), False))

    def acts(
        self,
        method: str,
        path: str,
        *,
        does: Callable[..., Any],
        refuses: str = "",
        status: int = 200,
        also: Permission | None = None,
        signed: bool = False,
    ) -> Callable[[F], F]:
        """A write that runs a command. `refuses`: codes, with spaces between them; `also`: a further permission;
        `signed`: open to the signature of an event source."""
        entry = commands.REGISTRY[does.__name__]
        route = Route("", method, path, entry.name, entry.permissions, _codes(refuses), True, also, signed)
        return self._add(route, status)

    def looks(self, path: str, *, asks: Callable[..., Any], refuses: str = "") -> Callable[[F], F]:
        """A POST that asks a query and changes nothing: for what must not stand in an address, like a code."""
        entry = queries.REGISTRY[asks.__name__]
        return self._add(Route("", "POST", path, entry.name, (entry.permission,), _codes(refuses), False))

    def _add(self, route: Route, status: int = 200) -> Callable[[F], F]:
        def decorate(view: F) -> F:
            name = view.__name__
            assert name not in ROUTES, f"two routes are called {name}"
            ROUTES[name] = replace(route, name=name)
            summary, _, description = (view.__doc__ or "").partition("\n\n")
            ROUTER.add_api_operation(
                route.path,
                [route.method],
                view,
                response={status: get_type_hints(view)["return"]},
                operation_id=name,
                tags=[self.tag],
                summary=summary.strip(),
                description=" ".join(description.split()),
                auth=[Bearer(), Signature()] if route.signed else NOT_SET,
            )
            return view

        return decorate


def _codes(refuses: str) -> tuple[str, ...]:
    return tuple(refuses.split())
