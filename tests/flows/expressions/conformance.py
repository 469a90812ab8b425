"""Run a file of expression cases: `make conformance SAMPLE=FILE`.

The file is JSON: `documents` (XML texts), `now`, `timezone`, and `cases` with `expression`, `xml` (index of a document
or null), `context` (an XPath to the node in focus), `kind` (string, number, boolean), `expected`, optionally `factor`.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.dom import minidom
from zoneinfo import ZoneInfo

from flows.expressions import Node, Scope, compile

_KINDS = {
    minidom.Node.DOCUMENT_NODE: "root",
    minidom.Node.ELEMENT_NODE: "element",
    minidom.Node.ATTRIBUTE_NODE: "attribute",
    minidom.Node.TEXT_NODE: "text",
    minidom.Node.CDATA_SECTION_NODE: "text",
    minidom.Node.COMMENT_NODE: "comment",
    minidom.Node.PROCESSING_INSTRUCTION_NODE: "instruction",
}


class XmlNode:
    """A node of an XML document as expressions see it."""

    def __init__(self, dom: Any, parent: XmlNode | None, counter: list[int]) -> None:
        counter[0] += 1
        self.kind = _KINDS[dom.nodeType]
        self.name = dom.nodeName if self.kind in {"element", "attribute", "instruction"} else ""
        self.namespace = (dom.namespaceURI or "") if self.kind in {"element", "attribute"} else ""
        self.parent = parent
        self.order = counter[0]
        attributes = list(dom.attributes.values()) if self.kind == "element" else []
        self.attributes: Sequence[Node] = [
            XmlNode(a, self, counter) for a in attributes if not a.nodeName.startswith("xmlns")
        ]
        below = dom.childNodes if self.kind in {"root", "element"} else []
        self.children: Sequence[Node] = [XmlNode(child, self, counter) for child in below if child.nodeType in _KINDS]
        self._text = "" if self.kind in {"root", "element"} else dom.nodeValue

    @property
    def value(self) -> str:
        parts = (child.value for child in self.children if child.kind in {"element", "text"})
        return self._text or "".join(parts)


def run(sample: dict[str, Any]) -> list[str]:
    """One line for each case that does not give what is expected."""
    failures = []
    for case in sample["cases"]:
        document = "<none/>" if case["xml"] is None else sample["documents"][case["xml"]]
        root = XmlNode(minidom.parseString(document.strip()), None, [0])
        if case["xml"] is None:
            root.children = []
        try:
            (context, *_) = compile(case["context"]).value(_scope(root, sample))
            actual = getattr(compile(case["expression"]), case["kind"])(_scope(context, sample))
        except Exception as error:
            actual = error
        if not _agrees(case, actual):
            failures.append(f"{case.get('topic', '')}: {case['expression']} gave {actual!r}, not {case['expected']!r}")
    return failures


def _scope(current: Node, sample: dict[str, Any]) -> Scope:
    now, zone = datetime.fromisoformat(sample["now"]), ZoneInfo(sample["timezone"])
    return Scope(current, lambda name: (), now, zone)


def _agrees(case: dict[str, Any], actual: Any) -> bool:
    """Numbers agree with their sign of zero left out, NaN with NaN, and rounded where a factor is given."""
    expected = case["expected"]
    if case["kind"] != "number" or not isinstance(actual, float):
        return type(actual) is type(expected) and bool(actual == expected)
    if "factor" in case and math.isfinite(actual):
        actual = math.floor(actual * case["factor"] + 0.5) / case["factor"]
    return actual == float(expected) or (math.isnan(actual) and math.isnan(float(expected)))


def main(path: str) -> int:
    """Print what failed and the counts; the exit status."""
    sample = json.loads(Path(path).read_text(encoding="utf-8"))
    failures = run(sample)
    total = len(sample["cases"])
    print(*failures, f"{total - len(failures)} of {total} cases agree", sep="\n")
    return 1 if failures else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tests.flows.expressions.conformance FILE")
    sys.exit(main(sys.argv[1]))
