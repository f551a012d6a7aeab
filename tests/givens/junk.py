"""Requests of every kind by the OpenAPI document: mostly right, partly anything that somebody might send."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

NASTY: list[Any] = [
    None,
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud800",
    "é" * 70,
    "ܐ" * 21_000,
    "%s %(sent)s {link:new} {voucher:x}",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "🧩\u202e\u0000",
    "2026-02-30T25:00:00Z",
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59",
    True,
    -1,
    0,
    2**31,
    2**63,
    -(2**63) - 1,
    10**400,
    0.1,
    1e308,
    [],
    [[]],
    {},
    {"": None},
    [None] * 500,
    {"amount_minor": 2**70, "currency": "EUR"},
    {"amount_minor": 100, "currency": "XXX"},
]
"""Values that break careless code."""

_FACTS = ["price", "harm_class", "locus", "criticality", "what_transpired", "x" * 90]
_LIKELY = {
    "failure": ["alarm_set", "room_not_ready"],
    "unit": ["harbour-desk", "harbour", "kintsu", "nowhere"],
    "place": ["H412", "Room 412"],
    "channel": ["desk", "phone", "email", "web", "chat", "social", "api"],
    "stage": ["ACK", "RESPONSE", "FINAL"],
    "finding": ["upheld", "partly", "not_upheld", "no_fault_sympathy"],
    "cause_class": ["way_of_working", "training"],
    "root_cause": ["way_of_working", "no_such_cause"],
    "origin": ["feedback", "enquiry", "request"],
    "source": ["spoken", "reply", "link"],
    "criticality": ["low", "medium", "high"],
    "gesture": ["breakfast", "late_check_out", "handwritten_note", "goodwill_credit"],
    "email": ["ada@example.org", "no address", "a@b"],
    "phone": ["+43 1 5123456", "12"],
    "language": ["de", "en", "xx-YY-zz"],
    "occurred_at": ["2026-05-04T23:10:00Z", "2199-01-01T00:00:00Z"],
    "due_at": ["2026-12-04T23:10:00Z", "2199-01-01T00:00:00Z"],
    "currency": ["EUR", "JPY", "XXX"],
    "words": ["An alarm woke me at one."],
    "text": ["We are sorry that the alarm woke you. {link:new}", "{voucher:x} {link:y}"],
    "flags": [["safety"], ["no_such_flag"], []],
    "choices": [[{"gesture": "breakfast"}], [{"gesture": "handwritten_note"}, {"gesture": "late_check_out"}]],
    "owed": [[], ["none"]],
    "customer": [{"name": "Ada", "email": "ada@example.org"}],
    "failures": [[{"failure": "alarm_set", "words": "It rang."}]],
    "facts": [[{"name": "harm_class", "value": "distress"}], [{"name": "impact", "value": "No sleep"}]],
    "told_at": ["2026-05-04T23:10:00Z", None],
    "option": [0, 1],
    "approve": [True, False],
    "till_ref": ["R-1", "R-2"],
    "payment_ref": ["SEPA 1"],
    "severity_min": [3],
    "cursor": ["", "WyIyMDI2LTA1LTA0IiwxXQ", "WzFlOTk5LDFd", "W251bGwsMTAwMDAwMDAwMDAwMDAwMDAwMDAwMDBd"],
}


Strategy = st.SearchStrategy[Any]


class Requests:
    """Values by their JSON schemas. `known` are true values by the name of their entry.

    `spoiled` is how many in a hundred values are replaced by junk: with 0 the shape is always right.
    """

    def __init__(self, schemas: dict[str, Any], known: dict[str, list[Any]], spoiled: int) -> None:
        self.schemas, self.known, self.spoiled = schemas, known, spoiled

    def value(self, schema: dict[str, Any]) -> Strategy:
        """One value of `schema`, or junk."""
        right = self._right(schema)
        if not self.spoiled:
            return right
        return st.integers(0, 99).flatmap(
            lambda dice: st.sampled_from(NASTY) if dice < self.spoiled else right
        )

    def entry(self, name: str, schema: dict[str, Any]) -> Strategy:
        """The value of the entry `name`: three times in four one that is likely to be right."""
        likely = [*self.known.get(name, []), *_LIKELY.get(name, [])]
        value = self.value(schema)
        if not likely:
            return value
        return st.integers(0, 3).flatmap(lambda dice: value if dice == 0 else st.sampled_from(likely))

    def _right(self, schema: dict[str, Any]) -> Strategy:
        if "$ref" in schema:
            return self._right(self.schemas[schema["$ref"].rpartition("/")[2]])
        for several in ("anyOf", "allOf"):
            if several in schema:
                return st.one_of([self.value(one) for one in schema[several]])
        if "enum" in schema:
            return st.sampled_from(schema["enum"])
        match schema.get("type"):
            case "object":
                return self._object(schema)
            case "array":
                return st.lists(self.value(schema["items"]), max_size=min(schema.get("maxItems", 3), 3))
            case "integer":
                return st.integers(schema.get("minimum", -3), min(schema.get("maximum", 10**6), 10**9))
            case "boolean":
                return st.booleans()
            case "null":
                return st.none()
            case "string":
                return st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30)
        return st.sampled_from(["text", 3, True, None, "12.50", *(NASTY if self.spoiled else ())])

    def _object(self, schema: dict[str, Any]) -> Strategy:
        if "properties" not in schema:
            values = st.sampled_from(["distress", "firm", 12, "12.50", *(NASTY if self.spoiled else ())])
            return st.dictionaries(st.sampled_from(_FACTS), values, max_size=2)
        required = set(schema.get("required", ()))
        entries = {name: self.entry(name, part) for name, part in schema["properties"].items()}
        return st.fixed_dictionaries(
            {name: each for name, each in entries.items() if name in required},
            optional={name: each for name, each in entries.items() if name not in required},
        )
