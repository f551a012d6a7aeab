"""Finding one's way in an XML element without minding which version's namespace it has."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from amends.core.policy.dmn.words import OURS


def local(element: Element) -> str:
    """The name without its namespace."""
    return element.tag.rpartition("}")[2]


def children(element: Element, name: str) -> list[Element]:
    """The direct children of that name."""
    return [child for child in element if local(child) == name]


def child(element: Element | None, name: str) -> Element | None:
    """The first direct child of that name."""
    return None if element is None else next(iter(children(element, name)), None)


def content(element: Element | None) -> str:
    """The text of an element, stripped; nothing of nothing."""
    return "" if element is None else (element.text or "").strip()


def text_of(element: Element | None) -> str:
    """The content of the `text` child, where DMN keeps expressions."""
    return content(child(element, "text"))


def ours(element: Element | None, kind: str) -> dict[str, str] | None:
    """The attributes of our own extension of an element; None where it has none."""
    extension = child(element, "extensionElements")
    found = None if extension is None else extension.find(f"{{{OURS}}}{kind}")
    return None if found is None else dict(found.attrib)
