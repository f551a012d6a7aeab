"""What changed between two policies, in words: one sentence for each fact, row, amount and gesture that differs.

Rows have no names, so they are paired by what they say: a row that only moved is not a change where order means
nothing, a row that was edited is said cell by cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from amends.core.policy.approvals import path_data
from amends.core.policy.declarations import declaration_data, derived_data
from amends.core.policy.forms import form_data
from amends.core.policy.gestures import gesture_data
from amends.core.policy.model import HitPolicy, PolicyDocument, Rule, Table
from amends.core.policy.triggers import trigger_data
from amends.core.policy.values import canonical_text, literal
from amends.core.text import gettext_noop

_ORDERED = {HitPolicy.FIRST, HitPolicy.RULE_ORDER}
_ALIKE = 0.5


@dataclass(frozen=True)
class Change:
    """One difference: a stable `code` (added, removed, changed, row_...), what it is about, and words with holes."""

    code: str
    message: str
    subject: str  # facts, derived, amounts, gestures, policy, or the name of a table
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """The English sentence."""
        return self.message % self.params


_WORDS = {
    "facts": gettext_noop("fact"),
    "derived": gettext_noop("derived fact"),
    "amounts": gettext_noop("amount"),
    "gestures": gettext_noop("gesture"),
    "tables": gettext_noop("table"),
    "triggers": gettext_noop("trigger"),
    "approvals": gettext_noop("way to a yes"),
}
_ADDED = gettext_noop("New: the %(kind)s “%(name)s”.")
_REMOVED = gettext_noop("Gone: the %(kind)s “%(name)s”.")
_CHANGED = gettext_noop("The %(kind)s “%(name)s”: %(entry)s was %(before)s and is %(after)s.")
_ROW_ADDED = gettext_noop("Table %(table)s, new row %(row)s: %(says)s.")
_ROW_REMOVED = gettext_noop("Table %(table)s, row %(row)s is gone: %(says)s.")
_ROW_CHANGED = gettext_noop("Table %(table)s, row %(row)s: %(column)s was %(before)s and is %(after)s.")
_ROW_MOVED = gettext_noop("Table %(table)s: row %(before)s is row %(after)s now.")
_TABLE_ORDER = gettext_noop("The tables are decided in another order: %(after)s.")
_POLICY = gettext_noop("%(entry)s was %(before)s and is %(after)s.")


def policy_changes(before: PolicyDocument, after: PolicyDocument) -> tuple[Change, ...]:
    """Every difference, in the order of the new document; none means that the two decide alike and say the same."""
    return (
        *_whole(before, after),
        *_named("facts", *({f.name: declaration_data(f) for f in d.facts} for d in (before, after))),
        *_named("derived", *({f.name: derived_data(f) for f in d.derived} for d in (before, after))),
        *_named(
            "amounts", *({n: {"amount": form_data(f)} for n, f in d.amounts.items()} for d in (before, after))
        ),
        *_tables(before, after),
        *_named(
            "approvals",
            *({f"{p.approver}, {p.least}": path_data(p) for p in d.approvals} for d in (before, after)),
        ),
        *_named("gestures", *({g.code: gesture_data(g) for g in d.gestures} for d in (before, after))),
        *_named("triggers", *({t.code: trigger_data(t) for t in d.triggers} for d in (before, after))),
    )


def _whole(before: PolicyDocument, after: PolicyDocument) -> Iterator[Change]:
    for entry in ("name", "currency", "effective_from", "ceiling"):
        old, new = getattr(before, entry), getattr(after, entry)
        if old != new:
            params = {"entry": entry, "before": _said(old), "after": _said(new)}
            yield Change("changed", _POLICY, "policy", params)


def _named(
    kind: str, before: Mapping[str, Mapping[str, object]], after: Mapping[str, Mapping[str, object]]
) -> Iterator[Change]:
    """Things that have names: new ones, changed ones entry by entry, gone ones."""
    word = _WORDS[kind]
    for name, data in after.items():
        old = before.get(name)
        if old is None:
            yield Change("added", _ADDED, kind, {"kind": word, "name": name})
            continue
        for entry in dict.fromkeys([*old, *data]):
            if old.get(entry) != data.get(entry):
                params = {"entry": entry, "before": _said(old.get(entry)), "after": _said(data.get(entry))}
                yield Change("changed", _CHANGED, kind, {"kind": word, "name": name, **params})
    for name in before:
        if name not in after:
            yield Change("removed", _REMOVED, kind, {"kind": word, "name": name})


def _tables(before: PolicyDocument, after: PolicyDocument) -> Iterator[Change]:
    olds, news = ({table.name: table for table in document.tables} for document in (before, after))
    kept = [name for name in olds if name in news]
    if kept != [name for name in news if name in olds]:
        yield Change("changed", _TABLE_ORDER, "tables", {"after": ", ".join(news)})
    for name, table in news.items():
        if name in olds:
            yield from _table(olds[name], table)
        else:
            yield Change("added", _ADDED, name, {"kind": _WORDS["tables"], "name": name})
    for name in olds:
        if name not in news:
            yield Change("removed", _REMOVED, name, {"kind": _WORDS["tables"], "name": name})


def _table(before: Table, after: Table) -> Iterator[Change]:
    entries = {"title", "hit_policy", "rises_with", "outputs"}
    for entry in sorted(entries):
        old, new = getattr(before, entry), getattr(after, entry)
        if old != new:
            params = {"entry": entry, "before": _said(old), "after": _said(new)}
            words = {"kind": _WORDS["tables"], "name": after.name, **params}
            yield Change("changed", _CHANGED, after.name, words)
    columns = tuple(dict.fromkeys([*after.inputs, *before.inputs, *after.output_names, *before.output_names]))
    olds, news = ([_row(table, rule) for rule in table.rules] for table in (before, after))
    unmatched_old, unmatched_new = _paired(olds, news)
    if not unmatched_old and not unmatched_new and after.hit_policy in _ORDERED and olds != news:
        yield from _moves(after.name, olds, news)
    for old, new in _edited(olds, news, unmatched_old, unmatched_new):
        for column in (*columns, "remark"):
            was, is_now = olds[old].get(column, "-"), news[new].get(column, "-")
            if was != is_now:
                where: dict[str, object] = {"table": after.name, "row": new + 1, "column": column}
                said = {**where, "before": was, "after": is_now}
                yield Change("row_changed", _ROW_CHANGED, after.name, said)
    for new in unmatched_new:
        yield Change("row_added", _ROW_ADDED, after.name, _row_words(after.name, new, news[new]))
    for old in unmatched_old:
        yield Change("row_removed", _ROW_REMOVED, after.name, _row_words(after.name, old, olds[old]))


def _row(table: Table, rule: Rule) -> dict[str, str]:
    """A row by column, without the columns that it leaves open."""
    cells = {
        name: cell.text for name, cell in zip(table.inputs, rule.cells, strict=True) if not cell.test.is_any
    }
    values = {name: literal(value) for name, value in zip(table.output_names, rule.outputs, strict=True)}
    return cells | values | ({"remark": rule.annotation} if rule.annotation else {})


def _paired(olds: list[dict[str, str]], news: list[dict[str, str]]) -> tuple[list[int], list[int]]:
    """The places of the rows that stand, word for word, on one side only."""
    free = list(range(len(olds)))
    unmatched_new = []
    for new, row in enumerate(news):
        same = next((old for old in free if olds[old] == row), None)
        if same is None:
            unmatched_new.append(new)
        else:
            free.remove(same)
    return free, unmatched_new


def _edited(
    olds: list[dict[str, str]], news: list[dict[str, str]], unmatched_old: list[int], unmatched_new: list[int]
) -> list[tuple[int, int]]:
    """Pairs of rows of which one was made into the other, the likest first; they are taken off the two lists."""
    likeness = [
        (_likeness(olds[old], news[new]), -abs(old - new), old, new)
        for old in unmatched_old
        for new in unmatched_new
    ]
    pairs = []
    for like, _, old, new in sorted(likeness, reverse=True):
        if like >= _ALIKE and old in unmatched_old and new in unmatched_new:
            unmatched_old.remove(old)
            unmatched_new.remove(new)
            pairs.append((old, new))
    return sorted(pairs, key=lambda pair: pair[1])


def _likeness(old: Mapping[str, str], new: Mapping[str, str]) -> float:
    """How much two rows have in common, from 0 to 1."""
    names = set(old) | set(new)
    return sum(old.get(name) == new.get(name) for name in names) / len(names) if names else 1.0


def _moves(table: str, olds: list[dict[str, str]], news: list[dict[str, str]]) -> Iterator[Change]:
    """Rows that stand elsewhere in a table whose order means something."""
    old_texts, new_texts = ([canonical_text(row) for row in rows] for rows in (olds, news))
    places = {text: place for place, text in enumerate(old_texts)}
    for _, _, _, low, high in (
        step
        for step in SequenceMatcher(a=old_texts, b=new_texts, autojunk=False).get_opcodes()
        if step[0] != "equal"
    ):
        for new in range(low, high):
            params = {"table": table, "before": places[new_texts[new]] + 1, "after": new + 1}
            yield Change("row_moved", _ROW_MOVED, table, params)


def _row_words(table: str, place: int, row: Mapping[str, str]) -> dict[str, object]:
    return {
        "table": table,
        "row": place + 1,
        "says": ", ".join(f"{name} {value}" for name, value in row.items()),
    }


def _said(value: object) -> str:
    """A value as it stands in the document; nothing as a dash."""
    if value is None or value == () or value == "":
        return "–"
    return value if isinstance(value, str) else canonical_text(value)
