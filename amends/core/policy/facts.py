"""Facts of a case: from JSON values to typed values and back, as the policy document declares them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from amends.core.money import Money, minor_digits
from amends.core.policy.model import FactDeclaration, PolicyDocument
from amends.core.policy.reading import to_date, to_number
from amends.core.policy.values import Facts, FactValue, ValueType, canonical_text, parse_duration
from amends.core.refusal import Refusal, Refusals
from amends.core.text import gettext_noop

_TEXT_MAX = 2000
_LIST_MAX = 200

_EXPECTED = {
    ValueType.NUMBER: gettext_noop("a number, like 2 or 2.5"),
    ValueType.MONEY: gettext_noop("an amount in the policy's currency, like 12.50"),
    ValueType.STRING: gettext_noop("a text"),
    ValueType.BOOLEAN: gettext_noop("yes or no (true or false)"),
    ValueType.DATE: gettext_noop("a day, like 2026-01-31"),
    ValueType.DATETIME: gettext_noop("a time with its zone, like 2026-01-31T09:30:00+00:00"),
    ValueType.DURATION: gettext_noop("a length of time, like P2D or PT3H30M"),
    ValueType.LIST: gettext_noop("a list of texts"),
}


class FactsInvalid(Refusals):
    """Some facts cannot be used; each refusal inside names its fact as `field`."""

    code = "facts_invalid"


class FactUnknown(Refusal):
    """The policy declares no such fact."""

    code = "fact_unknown"
    message = gettext_noop("The policy knows no fact called “%(fact)s”. It knows: %(known)s.")


class FactUnusable(Refusal):
    """A value is not of the declared type."""

    code = "fact_unusable"
    message = gettext_noop("“%(label)s” needs %(expected)s.")


class FactNotAChoice(Refusal):
    """A value is not among the declared choices."""

    code = "fact_not_a_choice"
    message = gettext_noop("“%(label)s” is one of: %(choices)s.")


class FactOutOfRange(Refusal):
    """A number lies outside its declared bounds."""

    code = "fact_out_of_range"
    message = gettext_noop("“%(label)s” lies between %(least)s and %(most)s.")


def read_facts(document: PolicyDocument, data: Mapping[str, object]) -> Facts:
    """JSON values (numbers may be int, float or Decimal) to typed facts; a null or absent fact is left out.

    Raises `FactsInvalid` with every problem at once.
    """
    problems: list[Refusal] = []
    facts: dict[str, FactValue] = {}
    for name, value in data.items():
        declaration = document.declared.get(str(name))
        if declaration is None:
            known = ", ".join(sorted(document.declared))
            problems.append(FactUnknown(field=str(name)[:80], fact=str(name)[:80], known=known))
            continue
        if value is None:
            continue
        try:
            facts[declaration.name] = read_fact(declaration, value, document.currency)
        except Refusal as problem:
            problems.append(problem)
    if problems:
        raise FactsInvalid(tuple(problems))
    return facts


def read_fact(declaration: FactDeclaration, value: object, currency: str) -> FactValue:
    """One value; raises `FactUnusable`, `FactNotAChoice` or `FactOutOfRange` at the fact's name."""
    typed = _typed(declaration.type, value, currency)
    label, name = declaration.title, declaration.name
    if typed is None:
        raise FactUnusable(field=name, label=label, expected=_EXPECTED[declaration.type])
    if declaration.choices:
        items = typed if isinstance(typed, tuple) else (typed,)
        if any(item not in declaration.choices for item in items):
            choices = ", ".join(str(choice) for choice in declaration.choices)
            raise FactNotAChoice(field=name, label=label, choices=choices)
    if isinstance(typed, Decimal):
        too_small = declaration.least is not None and typed < declaration.least
        too_big = declaration.most is not None and typed > declaration.most
        if too_small or too_big:
            least = "-∞" if declaration.least is None else str(declaration.least)
            most = "∞" if declaration.most is None else str(declaration.most)
            raise FactOutOfRange(field=name, label=label, least=least, most=most)
        if declaration.whole and typed != typed.to_integral_value():
            raise FactUnusable(field=name, label=label, expected=gettext_noop("a whole number"))
    return typed


def missing_facts(document: PolicyDocument, facts: Facts) -> tuple[str, ...]:
    """The declared facts that are neither optional nor known, in the document's order."""
    return tuple(fact.name for fact in document.facts if not fact.optional and facts.get(fact.name) is None)


def facts_text(facts: Facts) -> str:
    """Canonical JSON of facts; what `load_facts` reads back to equal facts under the same document."""
    return canonical_text({name: value for name, value in facts.items() if value is not None})


def load_facts(document: PolicyDocument, text: str) -> Facts:
    """Facts from JSON text, every number exact. Raises `FactsInvalid`."""
    try:
        data = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, Mapping):
        raise FactsInvalid(
            (FactUnusable(label="facts", expected=gettext_noop("an object of facts by name")),)
        )
    return read_facts(document, data)


def _typed(value_type: ValueType, value: object, currency: str) -> FactValue:
    """The value as that type, or None if it is not one."""
    match value_type:
        case ValueType.NUMBER:
            return to_number(value)
        case ValueType.MONEY:
            return _money(value, currency)
        case ValueType.STRING:
            return _string(value)
        case ValueType.BOOLEAN:
            return value if isinstance(value, bool) else None
        case ValueType.DATE:
            return to_date(value)
        case ValueType.DATETIME:
            return _datetime(value)
        case ValueType.DURATION:
            return parse_duration(value) if isinstance(value, str) else _fixed_length(value)
    return _list(value)


def _money(value: object, currency: str) -> Decimal | None:
    if isinstance(value, Money):
        return value.decimal if value.currency == currency else None
    if isinstance(value, Mapping):
        minor = value.get("minor")
        if isinstance(minor, bool) or not isinstance(minor, int) or value.get("currency") != currency:
            return None
        return to_number(Decimal(minor).scaleb(-minor_digits(currency)))
    amount = to_number(value)
    if amount is None or amount.scaleb(minor_digits(currency)) % 1:
        return None
    return amount


def _string(value: object) -> str | None:
    if not isinstance(value, str) or len(value) > _TEXT_MAX:
        return None
    # Neither can be kept by the database nor written to a journal.
    return None if "\x00" in value or any("\ud800" <= char <= "\udfff" for char in value) else value


def _datetime(value: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return None
    return moment if isinstance(moment, datetime) and moment.tzinfo is not None else None


def _fixed_length(value: object) -> timedelta | None:
    return value if isinstance(value, timedelta) else None


def _list(value: object) -> tuple[FactValue, ...] | None:
    if not isinstance(value, list | tuple) or len(value) > _LIST_MAX:
        return None
    items = tuple(_string(item) if isinstance(item, str) else to_number(item) for item in value)
    return None if any(item is None for item in items) else items
