"""XML as dicts: an element is its text, or a dict of its children; a repeated child is a list.

A document type is refused, and with it every entity: nothing can expand, nothing is fetched.
"""

from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

from ..delivery import Delivery

MAX_DEPTH = 50


def parse_xml(delivery: Delivery) -> dict[str, Any]:
    """The document, under the name of its root. Raises ValueError."""
    builder = ElementTree.TreeBuilder()
    parser = expat.ParserCreate()
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise ValueError("The XML is nested too deep.")
        builder.start(name, attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(name)

    def refuse(*_: object) -> None:
        raise ValueError("The XML declares a document type.")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(delivery.body, True)
    except (expat.ExpatError, LookupError):
        raise ValueError("The body is not XML.") from None
    root = builder.close()
    return {_name(root): _value(root)}


def _value(element: ElementTree.Element) -> Any:
    if not len(element):
        return (element.text or "").strip()
    children: dict[str, Any] = {}
    for child in element:
        name, value = _name(child), _value(child)
        if name not in children:
            children[name] = value
        elif isinstance(children[name], list):
            children[name].append(value)
        else:
            children[name] = [children[name], value]
    return children


def _name(element: ElementTree.Element) -> str:
    return element.tag.rpartition(":")[2]
