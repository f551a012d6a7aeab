"""XML from outside is read without entities, without fetching, and within bounds."""

from __future__ import annotations

import pytest

from amends.entrypoints.common.xml import XmlUnusable, parse_xml


def test_elements_attributes_and_texts_are_read() -> None:
    root = parse_xml(b'<a xmlns="urn:x" xmlns:y="urn:y" k="v"><y:b y:m="1">caf&#233; &lt;</y:b></a>')
    assert (root.tag, root.get("k")) == ("{urn:x}a", "v")
    assert [(child.tag, child.attrib, child.text) for child in root] == [
        ("{urn:y}b", {"{urn:y}m": "1"}, "café <"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        b'<!DOCTYPE a [<!ENTITY e "boom">]><a>&e;</a>',
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        b"<a><b></a>",
        b"",
        b"\xff\xfe",
        b"<a>" * 300 + b"</a>" * 300,
        b"<a>&unknown;</a>",
        b" " * 10_000_001,
    ],
)
def test_everything_else_is_refused(text: bytes) -> None:
    with pytest.raises(XmlUnusable):
        parse_xml(text)
