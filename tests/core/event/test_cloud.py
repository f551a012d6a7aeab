"""Events as CloudEvents writes them: read, named, and refused where they could not be kept."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.event.cloud import BODY_MAX, EventTooBig, EventUnusable, identity_of, read_event
from amends.core.refusal import Refusal


def an_event(**changes: Any) -> dict[str, Any]:
    event = {
        "specversion": "1.0",
        "id": "o-1",
        "source": "/shop/vienna",
        "type": "shop.order.late",
        "time": "2026-05-04T23:10:00+02:00",
        "datacontenttype": "application/json",
        "data": {"order": {"total": Decimal("12.50")}, "lines": [1, None, True]},
    }
    return {name: value for name, value in {**event, **changes}.items() if value is not ...}


def test_an_event_is_read_with_its_moment_in_utc_and_one_text() -> None:
    event = read_event(an_event())

    assert (event.source, event.id, event.type, event.subject) == (
        "/shop/vienna",
        "o-1",
        "shop.order.late",
        "",
    )
    assert event.at == datetime(2026, 5, 4, 21, 10, tzinfo=UTC)
    assert '"total":12.5' in event.body


def test_the_same_event_written_in_another_order_has_the_same_digest() -> None:
    turned = dict(reversed(an_event().items()))

    assert read_event(turned).digest == read_event(an_event()).digest
    assert read_event(an_event(data={})).digest != read_event(an_event()).digest


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("specversion", {"specversion": "0.3"}),
        ("specversion", {"specversion": ...}),
        ("id", {"id": ...}),
        ("id", {"id": "  "}),
        ("id", {"id": 7}),
        ("id", {"id": "x" * 201}),
        ("source", {"source": ""}),
        ("type", {"type": "late\nlate"}),
        ("time", {"time": "yesterday"}),
        ("time", {"time": "2026-05-04T23:10:00"}),
        ("time", {"time": "0001-01-01T00:00:00+14:00"}),
        ("time", {"time": "9999-12-31T23:59:59-14:00"}),
        ("datacontenttype", {"datacontenttype": "text/xml"}),
        ("data_base64", {"data": ..., "data_base64": "e30="}),
        ("Upper", {"Upper": "x"}),
        ("extra", {"extra": {"deep": 1}}),
        ("data.name", {"data": {"name": "a\x00b"}}),
        ("data.name", {"data": {"name": "\ud800"}}),
    ],
)
def test_what_cloudevents_does_not_allow_or_nobody_can_keep_is_refused_at_its_name(
    field: str, changes: dict[str, Any]
) -> None:
    with pytest.raises(EventUnusable) as refused:
        read_event(an_event(**changes))

    assert refused.value.field == field


def test_depth_and_length_have_an_end() -> None:
    deep: object = "bottom"
    for _ in range(20):
        deep = [deep]

    with pytest.raises(EventUnusable):
        read_event(an_event(data=deep))
    with pytest.raises(EventTooBig):
        read_event(an_event(data={"text": "x" * BODY_MAX}))


@pytest.mark.parametrize("given_one", [None, 7, "text", [], [{}]])
def test_what_is_no_object_is_refused(given_one: object) -> None:
    with pytest.raises(EventUnusable) as refused:
        read_event(given_one)

    assert refused.value.field == "event"
    assert identity_of(given_one) == ("", "")


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from(["specversion", "id", "source", "type", "time", "data", "x"]), JSON))
def test_whatever_comes_is_read_or_refused(anything: dict[str, object]) -> None:
    with suppress(Refusal):
        read_event({"specversion": "1.0", **anything}).body.encode()


@given(JSON)
def test_data_that_is_read_keeps_its_digest(data: object) -> None:
    try:
        event = read_event(an_event(data=data))
    except Refusal:
        return
    assert read_event(an_event(data=data)).digest == event.digest
