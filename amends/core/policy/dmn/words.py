"""The words that DMN has for what we have: namespaces, hit policies and types."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from amends.core.policy.model import HitPolicy
from amends.core.policy.values import ValueType

NAMESPACE = "https://www.omg.org/spec/DMN/20230324/MODEL/"
"""DMN 1.5, which we write."""
NAMESPACES = frozenset(
    {
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",  # 1.1
        "http://www.omg.org/spec/DMN/20180521/MODEL/",  # 1.2
        "https://www.omg.org/spec/DMN/20191111/MODEL/",  # 1.3
        "https://www.omg.org/spec/DMN/20211108/MODEL/",  # 1.4
        NAMESPACE,
    }
)
OURS = "urn:amends:policy:1"
"""What DMN has no word for stands in extension elements of this namespace; other tools pass them over."""
RESULT = "result "
"""An annotation column of that beginning holds a further result of a table that sums up."""

HIT_POLICIES: Mapping[tuple[str, str], HitPolicy] = MappingProxyType(
    {
        ("UNIQUE", ""): HitPolicy.UNIQUE,
        ("ANY", ""): HitPolicy.ANY,
        ("FIRST", ""): HitPolicy.FIRST,
        ("PRIORITY", ""): HitPolicy.PRIORITY,
        ("RULE ORDER", ""): HitPolicy.RULE_ORDER,
        ("OUTPUT ORDER", ""): HitPolicy.OUTPUT_ORDER,
        ("COLLECT", ""): HitPolicy.COLLECT,
        ("COLLECT", "SUM"): HitPolicy.COLLECT_SUM,
        ("COLLECT", "MIN"): HitPolicy.COLLECT_MIN,
        ("COLLECT", "MAX"): HitPolicy.COLLECT_MAX,
        ("COLLECT", "COUNT"): HitPolicy.COLLECT_COUNT,
    }
)
"""By `hitPolicy` and `aggregation`."""

TYPES: Mapping[str, ValueType] = MappingProxyType(
    {
        "number": ValueType.NUMBER,
        "string": ValueType.STRING,
        "boolean": ValueType.BOOLEAN,
        "date": ValueType.DATE,
        "date and time": ValueType.DATETIME,
        "datetime": ValueType.DATETIME,
        "days and time duration": ValueType.DURATION,
        "daytimeduration": ValueType.DURATION,
        "duration": ValueType.DURATION,
    }
)
"""By `typeRef` without its prefix, in small letters."""

TYPE_WORDS: Mapping[ValueType, str] = MappingProxyType(
    {
        ValueType.NUMBER: "number",
        ValueType.MONEY: "number",
        ValueType.STRING: "string",
        ValueType.BOOLEAN: "boolean",
        ValueType.DATE: "date",
        ValueType.DATETIME: "date and time",
        ValueType.DURATION: "days and time duration",
        ValueType.LIST: "Any",
    }
)
"""What we write as `typeRef`."""

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_STRANGE = re.compile(r"[^a-z0-9]+")


def our_name(name: str) -> str:
    """A name of ours for a name of DMN, where blanks and capitals are usual: `Risk Category` is `risk_category`."""
    small = _STRANGE.sub("_", _CAMEL.sub("_", name.strip()).lower()).strip("_")
    return (small if small[:1].isalpha() else f"n_{small}")[:60]
