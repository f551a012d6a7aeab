"""Facts out of DMN: the input columns of tables, with their types, and what our own extensions tell besides."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from xml.etree.ElementTree import Element

from amends.core.policy.dmn.cells import values_of
from amends.core.policy.dmn.elements import child, children, content, local, ours, text_of
from amends.core.policy.dmn.words import TYPES, our_name
from amends.core.policy.model import FactDeclaration
from amends.core.policy.reading import to_number
from amends.core.policy.values import ValueType

_DEPTH_MAX = 8


class Vocabulary:
    """Item definitions and input data of one model."""

    def __init__(self, root: Element) -> None:
        self.items = {e.get("name") or "": e for e in root if local(e) == "itemDefinition"}
        self.inputs = {e.get("name") or "": e for e in root if local(e) == "inputData"}

    def own_facts(self) -> dict[str, FactDeclaration]:
        """The facts that we ourselves wrote into the file, used by a table or not."""
        return {
            our_name(name): self.declared(name, None, [])
            for name, data in self.inputs.items()
            if ours(data, "fact") is not None
        }

    def own_derived(self) -> list[dict[str, object]]:
        """The derived facts that we wrote into the file, as plain data."""
        told = ((name, data, ours(data, "derived")) for name, data in self.inputs.items())
        return [
            {
                "name": name,
                "rule": own.get("rule"),
                "of": [_term(term) for term in own.get("of", "").split()],
                "label": data.get("label") or "",
                "unit": own.get("unit", ""),
            }
            for name, data, own in told
            if own is not None
        ]

    def declared(self, expression: str, column: Element | None, tests: list[str]) -> FactDeclaration:
        """The fact behind an input column (or input data alone); its type is guessed from `tests` at last."""
        source = self.inputs.get(expression)
        inner, variable = child(column, "inputExpression"), child(source, "variable")
        refs = [e.get("typeRef") or "" for e in (inner, variable) if e is not None and e.get("typeRef")]
        kind, allowed = self._type(refs, tests)
        given: Mapping[str, str] = ours(source, "fact") or {}
        name = our_name(expression)
        label = "" if source is None else source.get("label") or ""
        return FactDeclaration(
            name=name,
            type=ValueType(given["type"]) if given.get("type") in set(ValueType) else kind,
            label=label or ("" if expression == name else expression),
            unit=given.get("unit", ""),
            choices=values_of(text_of(child(column, "inputValues")) or allowed),
            source=given.get("source", "staff"),
            optional=given.get("optional", "true") == "true",
            finding=given.get("finding") == "true",
            least=to_number(given.get("least")),
            most=to_number(given.get("most")),
            whole=given.get("whole") == "true",
            decides_amounts=given.get("decides_amounts") == "true",
        )

    def _type(self, refs: list[str], tests: list[str]) -> tuple[ValueType, str]:
        """The type behind references, through item definitions, and its allowed values."""
        for ref in refs:
            name, allowed, is_list = _bare(ref), "", False
            for _ in range(_DEPTH_MAX):
                item = self.items.get(name)
                if item is None:
                    break
                is_list = is_list or item.get("isCollection") == "true"
                allowed = allowed or text_of(child(item, "allowedValues"))
                name = _bare(next((content(inner) for inner in children(item, "typeRef")), ""))
            if is_list:
                return ValueType.LIST, allowed
            if name.lower() in TYPES:
                return TYPES[name.lower()], allowed
        return _guessed(tests), ""


def _bare(ref: str) -> str:
    return ref.split(":")[-1].strip()


def _term(text: str) -> str | Decimal:
    number = to_number(text)
    return text if number is None else number


def _guessed(tests: list[str]) -> ValueType:
    words = " ".join(tests)
    for mark, kind in (
        ("date and time(", ValueType.DATETIME),
        ("duration(", ValueType.DURATION),
        ("date(", ValueType.DATE),
        ('"', ValueType.STRING),
        ("true", ValueType.BOOLEAN),
        ("false", ValueType.BOOLEAN),
    ):
        if mark in words:
            return kind
    return ValueType.NUMBER
