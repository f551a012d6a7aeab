"""Every anticipated "no": its code, its sentence, what HTTP and the shell make of it."""

from __future__ import annotations

import importlib
import pkgutil

import amends
from amends.core.refusal import Kind, Refusal
from amends.entrypoints.api.errors import status_of
from amends.entrypoints.common.problems import EXIT
from reference.table import first_sentence, table

_INTRO = """\
# Refusals

An anticipated "no" has a code that never changes, a sentence for people that is translated, and the field at fault.
A program decides by `code`; the API answers with the status of its kind as `application/problem+json`, the shell ends
with its exit code. Whatever is not listed here is a defect.
"""


def everything() -> list[type[Refusal]]:
    """All refusals that the code can raise, by code."""
    for module in pkgutil.walk_packages(amends.__path__, "amends."):
        if ".config.settings." not in module.name and not module.name.endswith(".__main__"):
            importlib.import_module(module.name)
    found: dict[tuple[str, str, str], type[Refusal]] = {}
    waiting = [Refusal]
    while waiting:
        kind = waiting.pop()
        if kind.__module__.startswith("amends."):
            found[kind.code, kind.__module__, kind.__qualname__] = kind
        waiting.extend(kind.__subclasses__())
    return [found[key] for key in sorted(found)]


def page() -> str:
    """The page, a part for each kind."""
    parts = [_INTRO]
    refusals = everything()
    for kind in Kind:
        rows = [_row(refusal) for refusal in refusals if refusal.kind is kind and "code" in vars(refusal)]
        if rows:
            parts.append(f"## {kind.replace('_', ' ').capitalize()} (exit code {EXIT[kind]})\n")
            parts.append(table(("code", "status", "what it says", "when", "raised in"), rows))
    return "\n".join(parts)


def _row(refusal: type[Refusal]) -> tuple[str, ...]:
    home = refusal.__module__.removeprefix("amends.")
    return (
        f"`{refusal.code}`",
        str(status_of(refusal)),
        refusal.message,
        first_sentence(refusal.__doc__),
        f"`{home}`",
    )
