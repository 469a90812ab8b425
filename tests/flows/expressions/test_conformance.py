"""The runner of conformance files counts what agrees and names what does not."""

import json
from pathlib import Path

import pytest

from tests.flows.expressions import conformance

SAMPLE = {
    "timezone": "America/Phoenix",
    "now": "2026-03-17T14:25:36-07:00",
    "documents": [
        '<data xmlns:jr="http://openrosa.org/javarosa" jr:done="1"><!-- kept --><a id="a">4</a><a>6</a></data>',
        '<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en-US"><p>x</p><?target text?></html>',
    ],
    "cases": [
        {"expression": "sum(/data/a)", "xml": 0, "context": "/", "kind": "number", "expected": 10},
        {"expression": "id('a') + 1", "xml": 0, "context": "/data", "kind": "string", "expected": "5"},
        {"expression": "@jr:done = 1", "xml": 0, "context": "/data", "kind": "boolean", "expected": True},
        {"expression": "string(comment())", "xml": 0, "context": "/data", "kind": "string", "expected": " kept "},
        {"expression": "count(/xhtml:html/h:p)", "xml": 1, "context": "/", "kind": "number", "expected": 1},
        {"expression": "lang('en')", "xml": 1, "context": "/*/*", "kind": "boolean", "expected": True},
        {"expression": "name(//processing-instruction('target'))", "xml": 1, "context": "/", "kind": "string",
         "expected": "target"},
        {"expression": "namespace-uri(/*)", "xml": 1, "context": "/", "kind": "string",
         "expected": "http://www.w3.org/1999/xhtml"},
        {"expression": "0 div 0", "xml": None, "context": "/", "kind": "number", "expected": "NaN"},
        {"expression": "1 div 3", "xml": None, "context": "/", "kind": "number", "expected": 0.33, "factor": 100},
    ],
}


def test_a_file_whose_cases_agree(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "sample.json"
    path.write_text(json.dumps(SAMPLE), encoding="utf-8")
    assert conformance.main(str(path)) == 0
    assert capsys.readouterr().out == "10 of 10 cases agree\n"


def test_a_case_that_does_not_agree_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = {"expression": "1 + 1", "xml": None, "context": "/", "kind": "number", "expected": 3, "topic": "sums"}
    broken = {"expression": "boom()", "xml": None, "context": "/", "kind": "string", "expected": "x"}
    path = tmp_path / "sample.json"
    path.write_text(json.dumps({**SAMPLE, "cases": [wrong, broken]}), encoding="utf-8")
    assert conformance.main(str(path)) == 1
    printed = capsys.readouterr().out
    assert "sums: 1 + 1 gave 2.0, not 3" in printed and "boom()" in printed and "0 of 2 cases agree" in printed
