"""The format of policy documents: keys found in the code that reads them, meanings from `policy_keys.py`."""

from __future__ import annotations

import ast
import inspect
from enum import StrEnum
from pathlib import Path

import yaml

from amends.core.policy import model
from amends.core.policy.derived import RULES
from amends.core.policy.forbidden import ALWAYS, OF_A_PERSON, Ground
from amends.core.policy.forms import FormReader
from amends.core.policy.model import GUARD_FACTS, GestureForm, GestureType, HitPolicy
from amends.core.policy.reading import Problems
from amends.core.policy.values import ValueType
from reference.policy_keys import SECTIONS
from reference.table import table

_POLICY = Path(model.__file__).parent
_ASKS = {"text", "name", "flag", "number", "count", "date", "items", "texts", "choice", "get", "inner"}
_READERS = {"reader", "entry", "inner", "row", "column", "whole", "reader.data", "item"}
_READ_RESULTS = {"compare", "evaluate", "reading"}  # they ask rows and raw data, not documents
_INTRO = """\
# The policy document

A policy is one document: facts, tables, amounts and gestures. [Write a policy](../howto/write-a-policy.md) leads
through one; `amends policy check FILE` says what is wrong with yours, with table, row, column and what to write
instead. Real ones to begin from are in [examples/policies](../../examples/policies).
"""
_TABLES = """\
## The five tables with a meaning

| name | first output | hit policy | what it decides |
| --- | --- | --- | --- |
| `severity` | `severity`, 1 to 5 | single or `collect_max` | how bad it was |
| `entitlement` | `code` | a list | what is owed by law or contract: never capped, never for want of budget |
| `remedy` | `remedy` | single | which types of gesture fit the loss, the best first |
| `band` | `band`, G0 to G5 | single | how far a gesture may go |
| `guard` | `decision`: `allow`, `decline`, `L1` to `L3` | a list, the most restrictive counts | who may give it; last |

Any of them can be left out, and any other table can stand among them. Further outputs of `entitlement` are `label`,
`amount`, `currency`, `form`, `deadline_days` and `reason`; of `guard` they are `code`, `reason` and `next`.
"""
_NEVER = """\
Neither by name nor by label. Words in italics are refused where they mean a person: a card may have an age.
"""
_FORMS = {
    "25": "always this much",
    "{fixed: paid}": "as much as a money fact says",
    "{percent: 20, of: price}": "a part of a money fact, or of another amount",
    "{rate: 5, per: [hours, people], grace: 2, most: 10}": "for each unit of the first count, times the further counts",
    "{rate: 8, per: [outage], unit: P1D, whole: down}": "for each full day of a duration",
    "{least: [{percent: 10, of: price}, 50]}": "the smallest of several",
    "{greatest: [{percent: 10, of: price}, 5]}": "the largest of several",
    "{total: [10, {rate: 2, per: [hours]}]}": "several added up",
    "{round: {percent: 15, of: price}, to: 0.5, way: up}": "rounded to a step",
    "{versions: [{amount: 9}, {from: 2026-04-01, amount: 10}], by: failure_date}": "the rate in force on a day",
    "{open: {least: 5, most: 50, usual: 20}}": "a person names it",
}
_FORM_FACTS = {
    "paid": ValueType.MONEY,
    "price": ValueType.MONEY,
    "hours": ValueType.NUMBER,
    "people": ValueType.NUMBER,
    "outage": ValueType.DURATION,
    "failure_date": ValueType.DATE,
}
_CELLS = """\
## Cells

A cell is a unary test in the S-FEEL notation of DMN: `-` (anything), `"gold"`, `"gold", "silver"`, `not("gold")`, `3`,
`>= 3`, `[1..5]`, `(0..10]`, `true`, `null`, `date("2026-01-31")`, `duration("PT2H")`, or the name of another fact as an
end point: `> price`. A fact that is missing equals nothing but `null`: neither `> 3` nor `not(> 3)` passes. A test on a
list passes when any of its elements does.
"""


def page() -> str:
    """The page; ends with an error where a key has no meaning, or a meaning no key."""
    parts = [_INTRO]
    everywhere = _named()
    whole = set(SECTIONS["The document"][2])
    for heading, (about, functions, meanings) in SECTIONS.items():
        read = {key for function in functions for key in _keys(function)}
        unsaid = (read - set(meanings) - whole) | (set(meanings) - everywhere)
        assert not unsaid, f"{heading}: {sorted(unsaid)} in reference/policy_keys.py"
        parts.append(f"## {heading}\n\n{about}\n")
        parts.append(table(("entry", "meaning"), [(f"`{key}`", words) for key, words in meanings.items()]))
    unknown = _reading() - {function for _, functions, _ in SECTIONS.values() for function in functions}
    assert not unknown, f"{sorted(unknown)} read the document; say so in reference/policy_keys.py"
    parts.append("## Forms of amounts\n\n" + table(("form", "how much"), _forms()))
    parts.append(_CELLS)
    parts.append("## Types\n\n" + table(("type", "meaning"), _members(ValueType)))
    parts.append("## Hit policies\n\n" + table(("hit policy", "meaning"), _members(HitPolicy)))
    parts.append(_TABLES)
    parts.append("## Rules of derived facts\n\n" + table(("rule", "takes", "gives", "meaning"), _rules()))
    parts.append("## Types of gestures\n\n" + ", ".join(f"`{kind}`" for kind in GestureType) + ".\n")
    parts.append("## Forms of gestures\n\n" + ", ".join(f"`{form}`" for form in GestureForm) + ".\n")
    parts.append(
        "## What only the guard may look at\n\n" + table(("fact", "type", "meaning"), _guard_facts())
    )
    parts.append(
        f"## What can never be a fact\n\n{_NEVER}\n" + table(("words", "why", "instead"), _forbidden())
    )
    return "\n".join(parts)


def _forms() -> list[tuple[str, str]]:
    """The examples of forms, each read by the reader that reads policies."""
    problems = Problems()
    reader = FormReader(_FORM_FACTS, (), problems)
    for text in _FORMS:
        reader.read(yaml.safe_load(text), text, open_allowed=True)
    assert not problems.found, [str(problem) for problem in problems.found]
    return [(f"`{text}`", words) for text, words in _FORMS.items()]


def _function(path: str) -> ast.FunctionDef:
    module, name = path.split(".")
    tree = ast.parse((_POLICY / f"{module}.py").read_text())
    return next(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == name)


def _keys(path: str) -> set[str]:
    return _asked(_function(path))


def _asked(function: ast.FunctionDef) -> set[str]:
    """The entries that a function asks a reader for: `reader.text("name")`, or `_paths(reader, "facts")`."""
    found = set()
    for node in ast.walk(function):
        if not isinstance(node, ast.Call):
            continue
        texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        whose = node.func.value if isinstance(node.func, ast.Attribute) else next(iter(node.args), None)
        of_a_reader = whose is not None and ast.unparse(whose) in _READERS
        asks = not isinstance(node.func, ast.Attribute) or node.func.attr in _ASKS
        if of_a_reader and asks and texts:
            found.add(texts[0])
    return found


def _modules() -> dict[str, ast.Module]:
    """The modules that read parts of a document, by name."""
    trees = {path.stem: ast.parse(path.read_text()) for path in sorted(_POLICY.glob("*.py"))}
    return {name: tree for name, tree in trees.items() if name not in _READ_RESULTS}


def _reading() -> set[str]:
    """Every function that asks a reader for an entry."""
    return {
        f"{module}.{node.name}"
        for module, tree in _modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and _asked(node)
    }


def _named() -> set[str]:
    """Every text that stands in the modules that read documents."""
    return {
        node.value
        for tree in _modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def _remarks(of: object) -> dict[str, str]:
    """The remark at the end of each line of a class or module, by the first word of the line."""
    lines = inspect.getsource(of).splitlines()  # type: ignore[arg-type]
    return {
        line.split()[0].strip('":'): line.partition("  # ")[2]
        for line in lines
        if "  # " in line and line.strip()
    }


def _members(kind: type[StrEnum]) -> list[tuple[str, str]]:
    remarks = _remarks(kind)
    return [(f"`{member}`", remarks.get(member.name, "")) for member in kind]


def _rules() -> list[tuple[str, ...]]:
    return [
        (
            f"`{rule.name}`",
            "; ".join(" or ".join(sorted(kinds)) for kinds in rule.takes),
            rule.gives,
            rule.meaning,
        )
        for rule in RULES.values()
    ]


def _forbidden() -> list[tuple[str, str, str]]:
    rows = []
    for ground in Ground:
        always = [f"`{word}`" for word in sorted(ALWAYS.get(ground, ()))]
        of_a_person = [f"*{name.replace('_', ' ')}*" for name in sorted(OF_A_PERSON.get(ground, ()))]
        why, instead = ground.value
        rows.append((", ".join([*always, *of_a_person]), why, instead))
    return rows


def _guard_facts() -> list[tuple[str, ...]]:
    remarks = _remarks(model)
    return [(f"`{fact}`", kind, remarks.get(fact, "")) for fact, kind in GUARD_FACTS.items()]
