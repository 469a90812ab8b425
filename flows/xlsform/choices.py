"""The choices sheet: lists with their choices, names mended that a spreadsheet program made days or numbers of."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time
from itertools import groupby

from flows.definition import Choice
from flows.xlsform.findings import Findings
from flows.xlsform.lines import Line, Sheet
from flows.xlsform.mending import name as mended_name
from flows.xlsform.mending import plain
from flows.xlsform.settings import Tongues
from flows.xlsform.truths import truth
from texts.said import said

_WHOLE = re.compile(r"(-?\d+)[.,]0+")
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")


@dataclass
class Lists:
    """The lists by name. `renamed`: names as they stood in the file, to those they have now. `lines`: where each
    choice stands, by list and name."""

    lists: dict[str, list[Choice]] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    lines: dict[tuple[str, str], Line] = field(default_factory=dict)


def lists_of(sheet: Sheet, tongues: Tongues, literals: frozenset[str], findings: Findings) -> Lists:
    """All lists. `literals`: what expressions hold in quotes; it tells which of two names a day was made of."""
    found = Lists()
    lines = [line for line in sheet.lines if _listed(line, findings)]
    by_list = sorted(lines, key=lambda line: line.cells["list_name"])
    pointed = {
        listed for listed, group in groupby(by_list, key=lambda line: line.cells["list_name"])
        if _all_pointed([line.get("name") for line in group], literals)
    }
    for line in lines:
        list_name = line.cells["list_name"]
        name = _name(line, list_name in pointed, literals, findings)
        if not name:
            continue
        if name != line.get("name"):
            found.renamed[line.get("name")] = name
        line.cells["name"] = name
        found.lists.setdefault(list_name, []).append(_choice(line, name, tongues))
        found.lines.setdefault((list_name, name), line)
    return found


def _listed(line: Line, findings: Findings) -> bool:
    """Whether the line is a choice; the name of its list is made plain."""
    list_name = plain(line.get("list_name"))
    if not list_name:
        if line.get("name") and line.worded.get("label"):
            wrong = said("the choice belongs to no list")
            findings.warn(line.at("list_name"), wrong, said("write the name of its list"))
        return False
    if " " in list_name:
        why = said("a list’s name has no spaces")
        findings.mended(line.at("list_name"), list_name, list_name.replace(" ", "_"), why)
    line.cells["list_name"] = list_name.replace(" ", "_")
    if not line.get("name"):
        mend = said("write a short name without spaces")
        findings.refuse(line.at("name"), said("the choice has no name"), mend)
        return False
    return True


def _choice(line: Line, name: str, tongues: Tongues) -> Choice:
    ours = {"list_name", "name", "label", "retired", "was"}
    return Choice(
        name=name,
        label=tongues.words(line.worded.get("label")),
        columns={column: text for column, text in line.cells.items() if column not in ours},
        media={kind: tongues.words(files) for kind, files in line.media.items()},
        retired=truth(line.get("retired")) is True,
        was=mended_name(line.get("was")) or None,
    )


def _name(line: Line, pointed: bool, literals: frozenset[str], findings: Findings) -> str:
    """The name as it was typed, '' if that cannot be told."""
    text, made = line.get("name"), line.made.get("name")
    if made is not None and isinstance(made.made, date):
        return _undated(line, made.made, literals, findings)
    if made is not None and isinstance(made.made, time):
        hour = f"{made.made.hour}:{made.made:%M}"
        typed = hour if hour in literals else text
        findings.mended(line.at("name"), text, typed, said("a spreadsheet program made a time of the name"))
        return typed
    name = mended_name(text)
    if pointed and (whole := _WHOLE.fullmatch(name)):
        why = said("a spreadsheet program made a decimal number of the name")
        findings.mended(line.at("name"), text, whole[1], why)
        return whole[1]
    if made is not None and isinstance(made.made, bool):
        spelt = next((each for each in sorted(literals) if each.upper() == name), name)
        findings.mended(line.at("name"), text, spelt, said("a spreadsheet program made a truth of the name"))
        return spelt
    if name != text:
        findings.mended(line.at("name"), text, name, said("typed signs in the name were changed"))
    return name


def _undated(line: Line, day: date, literals: frozenset[str], findings: Findings) -> str:
    """`1-2` became a day: which way round it was typed, an expression or the label tells."""
    month, number = day.month, day.day
    candidates = [f"{month}-{number}", f"{number}-{month}", f"{month}/{number}", f"{number}/{month}",
                  f"{month}-{day:%y}", f"{month}-{day.year}"]  # fmt: skip
    sure = [each for each in dict.fromkeys(candidates) if each in literals]
    labels = list(line.worded.get("label", {}).values())
    by_label = [each for each in candidates[:2] if any(_begins(label, each) for label in labels)]
    likely = sure or list(dict.fromkeys(by_label))
    if not likely and day.day == day.month:
        likely = candidates[:1]
    if len(likely) == 1:
        why = said("a spreadsheet program made a day of the name")
        findings.mended(line.at("name"), day.isoformat(), likely[0], why)
        return likely[0]
    wrong = said(
        "a spreadsheet program made a day of the name: {day} (was it {this} or {that}?)",
        day=day.isoformat(), this=candidates[0], that=candidates[1],
    )  # fmt: skip
    findings.refuse(line.at("name"), wrong, said("format the column as text, then write the name again"))
    return ""


def _begins(label: str, candidate: str) -> bool:
    """Whether a label such as "1 to 2 people" tells the numbers in this order."""
    return re.findall(r"\d+", label)[:2] == candidate.split("-")


def _all_pointed(names: Iterable[str], literals: frozenset[str]) -> bool:
    """Whether all numbers of a list end in `.0`, and no expression means them so: a program wrote them."""
    numbers = [name for name in names if _NUMBER.fullmatch(name)]
    return bool(numbers) and all(_WHOLE.fullmatch(name) and name not in literals for name in numbers)
