"""Reads XML from outside: no document types, so no entities and nothing fetched; bounded in size and depth."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers.expat import ExpatError, ParserCreate

from amends.core.refusal import Refusal
from amends.core.text import gettext_noop

_SIZE_MAX = 10_000_000
_DEPTH_MAX = 200


class XmlUnusable(Refusal):
    """The text is no XML that can be read here."""

    code = "xml_unusable"
    message = gettext_noop("This cannot be read as XML: %(reason)s.")


class _Building:
    """The handlers of one reading; names come out as `{namespace}local`."""

    def __init__(self) -> None:
        self.builder = TreeBuilder()
        self.depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > _DEPTH_MAX:
            raise XmlUnusable(reason=gettext_noop("it is nested too deeply"))
        self.builder.start(_tag(name), {_tag(key): value for key, value in attributes.items()})

    def end(self, name: str) -> None:
        self.depth -= 1
        self.builder.end(_tag(name))

    def doctype(self, *_: Any) -> None:
        raise XmlUnusable(
            reason=gettext_noop("it declares a document type, which is not needed and not safe")
        )


def parse_xml(text: bytes) -> Element:
    """The root element of an XML text. Raises `XmlUnusable`."""
    if len(text) > _SIZE_MAX:
        raise XmlUnusable(reason=gettext_noop("it is larger than 10 MB"))
    building = _Building()
    parser = ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = building.start
    parser.EndElementHandler = building.end
    parser.CharacterDataHandler = building.builder.data
    parser.StartDoctypeDeclHandler = building.doctype
    try:
        parser.Parse(text, True)
        return building.builder.close()
    except (ExpatError, ValueError, AssertionError) as error:
        raise XmlUnusable(reason=str(error)) from error


def _tag(name: str) -> str:
    return "{" + name if "}" in name else name
