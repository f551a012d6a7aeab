"""Reads and writes the forms of amounts: `25`, `{percent: 20, of: price}`, `{rate: 5, per: [delay_hours,
passengers]}` ...
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from amends.core.policy.amounts import (
    ROUNDINGS,
    AmountForm,
    Dated,
    Fixed,
    GreatestOf,
    LeastOf,
    Named,
    OpenAmount,
    PercentOf,
    RatePer,
    Rounded,
    Term,
    TotalOf,
)
from amends.core.policy.reading import Problems, Reader, number_wanted, to_number
from amends.core.policy.values import ValueType, duration_text, parse_duration
from amends.core.text import gettext_noop

_DEPTH_MAX = 8
_NUMBERS = (ValueType.NUMBER, ValueType.MONEY)
_INSTEAD = gettext_noop(
    "an amount: a number, the name of an amount, {percent: 20, of: price}, {rate: 5, per: [delay_hours]}, "
    "{least: [...]}, {greatest: [...]}, {total: [...]}, {round: ..., to: 0.5, way: up}, "
    "{versions: [{from: 2026-01-01, amount: 10}], by: failure_date} or {open: {least: 5, most: 50}}"
)


class FormReader:
    """Reads amounts against the facts that exist and the amounts named so far."""

    def __init__(self, types: Mapping[str, ValueType], named: Iterable[str], problems: Problems) -> None:
        self.types = types
        self.named = set(named)
        self.problems = problems
        self.depth = 0

    def read(self, data: object, at: str, *, open_allowed: bool = False) -> AmountForm:
        """The form at path `at`; on a problem it is noted and a fixed 0 stands in for it."""
        if isinstance(data, str) and to_number(data) is None:
            if data not in self.named:
                known = ", ".join(sorted(self.named)) or gettext_noop(
                    "an amount declared under amounts, above this one"
                )
                self.problems.unusable(at, data, known)
                return Fixed(Decimal(0))
            return Named(data)
        if not isinstance(data, Mapping):
            number = to_number(data)
            if number is None or number < 0:
                self.problems.unusable(at, data, _INSTEAD)
            return Fixed(Decimal(0) if number is None else number)
        if self.depth >= _DEPTH_MAX:
            self.problems.unusable(
                at, gettext_noop("amounts within amounts"), gettext_noop("a simpler amount")
            )
            return Fixed(Decimal(0))
        reader = Reader(data, at, self.problems)
        self.depth += 1
        form = self._mapping(reader, open_allowed=open_allowed)
        self.depth -= 1
        reader.close()
        return form

    def _mapping(self, reader: Reader, *, open_allowed: bool) -> AmountForm:
        data = reader.data
        if "fixed" in data:
            return Fixed(self._term(reader, "fixed"))
        if "percent" in data:
            return PercentOf(self._term(reader, "percent"), self._base(reader))
        if "rate" in data:
            return self._rate(reader)
        if "round" in data:
            return self._rounded(reader)
        if "versions" in data:
            return self._dated(reader)
        for key, several in (("least", LeastOf), ("greatest", GreatestOf), ("total", TotalOf)):
            if key in data:
                forms = [
                    self.read(item, f"{reader.path(key)}[{i}]") for i, item in enumerate(reader.items(key), 1)
                ]
                if not forms:
                    reader.bad(key, gettext_noop("a list of amounts"))
                    return Fixed(Decimal(0))
                return several(tuple(forms))
        if "open" in data and open_allowed:
            return self._open(reader.inner("open"), reader)
        self.problems.unusable(reader.at, dict(data), _INSTEAD)
        reader.asked.update(str(key) for key in data)
        return Fixed(Decimal(0))

    def _base(self, reader: Reader) -> str | AmountForm:
        base = reader.get("of")
        if isinstance(base, str) and self.types.get(base) in _NUMBERS:
            return base
        if base is None:
            reader.bad("of", gettext_noop("the money fact it is a part of, like price"))
            return Fixed(Decimal(0))
        return self.read(base, reader.path("of"))

    def _rate(self, reader: Reader) -> RatePer:
        raw = reader.get("per")
        counts = tuple(str(name) for name in raw) if isinstance(raw, list | tuple) else (str(raw),)
        lasting = len(counts) > 0 and self.types.get(counts[0]) is ValueType.DURATION
        countable = counts and all(
            self.types.get(name) in _NUMBERS or (lasting and i == 0) for i, name in enumerate(counts)
        )
        if not countable:
            reader.bad("per", gettext_noop("the number or duration fact it is counted by, like delay_hours"))
            counts = ("unnamed",)
        unit: Decimal | timedelta = Decimal(1)
        if lasting:
            length = parse_duration(str(reader.get("unit")))
            if length is None or length <= timedelta(0):
                reader.bad("unit", gettext_noop("the length that counts as one, like P1D or PT1H"))
            unit = timedelta(days=1) if length is None else length
        else:
            unit = reader.number("unit", least=Decimal("1e-12")) or Decimal(1)
        whole = reader.text("whole") or "no"
        if whole not in {"no", "up", "down"}:
            reader.bad("whole", "no, up, down")
            whole = "no"
        grace = reader.number("grace", least=Decimal(0)) or Decimal(0)
        most = reader.number("most", least=Decimal(0))
        return RatePer(self._term(reader, "rate"), counts, grace, unit, whole, most)

    def _rounded(self, reader: Reader) -> Rounded:
        way = reader.text("way") or "half_up"
        if way not in ROUNDINGS:
            reader.bad("way", ", ".join(ROUNDINGS))
            way = "half_up"
        step = reader.number("to", least=Decimal("1e-12"))
        if step is None:
            reader.bad("to", gettext_noop("the step it is rounded to, like 0.05 or 1"))
        return Rounded(self.read(reader.get("round"), reader.path("round")), step or Decimal(1), way)

    def _dated(self, reader: Reader) -> Dated:
        by = reader.text("by", required=True)
        if by and self.types.get(by) is not ValueType.DATE:
            reader.bad("by", gettext_noop("a fact of type date, like failure_date"))
        versions: list[tuple[date | None, AmountForm]] = []
        for i, item in enumerate(reader.items("versions"), 1):
            version = Reader(item, f"{reader.path('versions')}[{i}]", self.problems)
            since = version.date("from")
            versions.append((since, self.read(version.get("amount"), version.path("amount"))))
            version.close()
        starts = [date.min if since is None else since for since, _ in versions]
        if not versions or starts != sorted(set(starts)):
            reader.bad("versions", gettext_noop("versions in the order of their days, each with its own day"))
        return Dated(by, tuple(versions))

    def _open(self, reader: Reader, outer: Reader) -> AmountForm:
        usual = reader.get("usual")
        form = OpenAmount(
            self.read(reader.get("least"), reader.path("least")),
            self.read(reader.get("most"), reader.path("most")),
            None if usual is None else self.read(usual, reader.path("usual")),
        )
        reader.close()
        low, high = form.least, form.most
        ends = [
            end.amount for end in (low, high) if isinstance(end, Fixed) and isinstance(end.amount, Decimal)
        ]
        if len(ends) == 2 and ends[0] > ends[1]:
            outer.bad("open", gettext_noop("the smaller end as least and the larger as most"))
        return form

    def _term(self, reader: Reader, key: str) -> Term:
        value = reader.get(key)
        if isinstance(value, str) and self.types.get(value) in _NUMBERS:
            return value
        number = to_number(value)
        if number is None or number < 0:
            reader.bad(key, number_wanted(Decimal(0)))
            return Decimal(0)
        return number


def form_data(form: AmountForm) -> object:
    """A form as plain data, the way `FormReader` reads it."""
    match form:
        case Fixed(amount):
            return amount if isinstance(amount, Decimal) else {"fixed": amount}
        case PercentOf(percent, of):
            return {"percent": percent, "of": of if isinstance(of, str) else form_data(of)}
        case RatePer():
            unit = duration_text(form.unit) if isinstance(form.unit, timedelta) else form.unit
            entry = {
                "rate": form.rate,
                "per": form.counts,
                "grace": form.grace,
                "unit": unit,
                "whole": form.whole,
            }
            return entry if form.most is None else {**entry, "most": form.most}
        case Rounded(inner, step, way):
            return {"round": form_data(inner), "to": step, "way": way}
        case Dated(by, versions):
            return {
                "by": by,
                "versions": [
                    {"amount": form_data(v)} if since is None else {"from": since, "amount": form_data(v)}
                    for since, v in versions
                ],
            }
        case Named(name):
            return name
        case OpenAmount(least, most, usual):
            ends = {"least": form_data(least), "most": form_data(most)}
            return {"open": ends if usual is None else {**ends, "usual": form_data(usual)}}
    key = {LeastOf: "least", GreatestOf: "greatest", TotalOf: "total"}[type(form)]
    return {key: [form_data(inner) for inner in form.forms]}
