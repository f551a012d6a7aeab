"""Whom an incident hit, as far as we know it ourselves: customers by their home, or by what their cases say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from amends.core.policy.cells import Cell, compile_cell
from amends.core.policy.facts import FactUnknown, read_fact
from amends.core.policy.model import FactDeclaration, PolicyDocument
from amends.core.policy.notation import CellUnreadable
from amends.core.policy.sheet import kind_test
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop

TESTS_MAX = 6


class TooManyTests(Refusal):
    """More facts than anybody can oversee."""

    code = "too_many_tests"
    kind = Kind.INVALID
    message = gettext_noop("People are found by at most %(most)s facts at once.")


@dataclass(frozen=True, slots=True)
class Sought:
    """Whom somebody asks for, in their own words: codes, times, and tests of facts by name. All of it has to be true
    at once; what is empty narrows nothing down. From and until are both included.

    Without anything about cases it means the customers at home at the unit and below it. `failed_*` is when it
    happened, or when it was told where nobody knows that.
    """

    unit_code: str = ""
    loyalty_tiers: tuple[str, ...] = ()
    opened_from: datetime | None = None
    opened_until: datetime | None = None
    failed_from: datetime | None = None
    failed_until: datetime | None = None
    place_code: str = ""
    failure_code: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def by_cases(self) -> bool:
        """Whether anything is said about cases."""
        times = (self.opened_from, self.opened_until, self.failed_from, self.failed_until)
        return any(times) or bool(self.place_code or self.failure_code or self.tests)

    @property
    def tests(self) -> dict[str, str]:
        """The tests of facts that say something."""
        return {name.strip(): text.strip() for name, text in self.facts.items() if text.strip()}

    def as_data(self) -> dict[str, object]:
        """What narrows it down, as plain data for the journal."""
        said = {
            "unit": self.unit_code,
            "loyalty_tiers": list(self.loyalty_tiers),
            "opened_from": self.opened_from,
            "opened_until": self.opened_until,
            "failed_from": self.failed_from,
            "failed_until": self.failed_until,
            "place": self.place_code,
            "failure": self.failure_code,
            "facts": self.tests,
        }
        return {name: value for name, value in said.items() if value}


@dataclass(frozen=True, slots=True)
class FactTest:
    """One recorded fact and what it has to be, written like a cell of a table: `>= 4`, `"north", "east"`, `[2..5]`."""

    declared: FactDeclaration
    cell: Cell
    currency: str

    def passes(self, value: object) -> bool:
        """Whether a value passes that was recorded, perhaps under an earlier policy with other choices."""
        try:
            typed = None if value is None else read_fact(self.declared, value, self.currency)
        except Refusal:
            return False
        return typed is not None and self.cell.matches(typed, {})

    def kept(self, value: object) -> object:
        """A value that passes, a number as a list would tell it, so that equal facts look equal."""
        typed = read_fact(self.declared, value, self.currency)
        return format(typed.normalize(), "f") if isinstance(typed, Decimal) else value


@dataclass(frozen=True, slots=True)
class FactTests:
    """Every test that the recorded facts of one case have to pass."""

    each: tuple[FactTest, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The facts that are asked for."""
        return tuple(sorted(test.declared.name for test in self.each))

    def pass_on(self, recorded: Mapping[str, object]) -> bool:
        """Whether the facts recorded about one case pass all of them."""
        return all(test.passes(recorded.get(test.declared.name)) for test in self.each)

    def told(self, recorded: Mapping[str, object]) -> dict[str, object]:
        """The facts that were asked for as an incident keeps them, so that what is owed is computed from them."""
        tests = {test.declared.name: test for test in self.each}
        return {name: tests[name].kept(recorded[name]) for name in self.names}


def fact_tests(document: PolicyDocument, sought: Sought) -> FactTests:
    """Read the tests of facts; quotes around words may be left out. Raises `FactUnknown`, `CellUnreadable` and
    `TooManyTests`."""
    wanted = sought.tests
    if len(wanted) > TESTS_MAX:
        raise TooManyTests(field="facts", most=TESTS_MAX)
    return FactTests(tuple(_test(document, name, text) for name, text in sorted(wanted.items())))


def _test(document: PolicyDocument, name: str, text: str) -> FactTest:
    declared = document.declared.get(name)
    if declared is None:
        raise FactUnknown(field="facts", fact=name[:80], known=", ".join(sorted(document.declared)))
    try:
        return FactTest(
            declared,
            compile_cell(kind_test(text[:300], declared.type, frozenset()), declared.type),
            document.currency,
        )
    except CellUnreadable as unreadable:
        raise CellUnreadable(field="facts", **unreadable.params) from None
