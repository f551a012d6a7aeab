"""What the journal holds: every event that any command or store writes, found in the code."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

from amends.core.case.step import PAST
from reference.table import table

_PACKAGE = Path(__file__).resolve().parents[1] / "amends"
_EVENT = re.compile(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*")
_INTRO = """\
# Events of the journal

Each is written in the transaction that it tells of, with ids and values only; words and addresses stand there as a
commitment under the person's own key. A stream (`case:12`, `voucher:7`, `budget:3`, `policy`, `staff`) is a chain that
`amends verify` proves.
"""


def found() -> dict[str, set[str]]:
    """Event -> the modules that write it. The steps of the lifecycle are written by the store of cases."""
    events: dict[str, set[str]] = defaultdict(set)
    for past in PAST.values():
        events[f"case.{past}"].add("apps.cases.store.moving")
    for path in [*_PACKAGE.glob("commands/**/*.py"), *_PACKAGE.glob("apps/**/*.py")]:
        module = ".".join(path.relative_to(_PACKAGE).with_suffix("").parts)
        if ".migrations." not in module:
            for event in _events_in(ast.parse(path.read_text())):
                events[event].add(module)
    return events


def page() -> str:
    """The page, in the order of the alphabet."""
    rows = [
        (f"`{event}`", ", ".join(f"`{module}`" for module in sorted(where)))
        for event, where in sorted(found().items())
    ]
    return _INTRO + "\n" + table(("event", "written by"), rows)


def _events_in(tree: ast.Module) -> set[str]:
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _EVENT.fullmatch(node.value)
    }
