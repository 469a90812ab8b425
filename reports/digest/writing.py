"""A digest outside of the chat: as text, as a page with every number opened, as JSON."""

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from html import unescape
from itertools import product
from typing import Any

import orjson

from reports.awaited import due_on
from reports.charts.content import Picture
from reports.digest.buttons import cell_words
from reports.digest.content import Awaited, Cell, Digest
from reports.digest.edition import Edition
from reports.digest.nouns import AWAITED, named
from reports.digest.records import every
from reports.digest.words import TAG, not_received, title, whole
from reports.opening import Record
from reports.periods import kind_of
from storage.stores import Stores
from texts.dates import date_words
from texts.locale import Html
from texts.numbers import qualified

Told = Mapping[int, Sequence[Record]]
"""What stands behind each number, by its position."""


def told(stores: Stores, edition: Edition) -> Told:
    """Every number opened."""
    return {at: list(every(stores, cell)) for at, (cell, _) in enumerate(edition.digest.numbers())}


def text(edition: Edition) -> str:
    """The words alone, without a limit."""
    return unescape(TAG.sub("", whole(edition.digest, edition.voice))) + "\n"


def as_json(edition: Edition, told: Told) -> bytes:
    """Scope, period and all numbers with the references of their reports."""
    digest = edition.digest
    numbers = [
        {
            "key": cell.key,
            "basis": cell.basis,
            "measure": cell.measure,
            "part": cell.part,
            "value": _plain(cell.value),
            "qualifier": cell.qualifier,
            "reports": cell.reports,
            "words": cell_words(cell, names, edition.voice, kind_of(digest.covered)),
            "records": [*_missing(digest)] if cell.key == AWAITED else [_record(each) for each in told[at]],
        }
        for at, (cell, names) in enumerate(digest.numbers())
    ]
    content = {
        "scope": digest.scope.scope,
        "key": digest.scope.key,
        "period": digest.covered.name,
        "since": digest.covered.since,
        "until": digest.covered.until,
        "as_of": digest.as_of,
        "by": digest.by,
        "words": text(edition),
        "numbers": numbers,
        "story": digest.story.reference if digest.story else None,
    }
    return orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def html(edition: Edition, told: Told, picture: Picture | None) -> str:
    """A page that needs nothing else: the picture, the words, and each number with its reports."""
    digest, voice = edition.digest, edition.voice
    numbers = [
        voice.html(
            "<details><summary>{number}</summary><ul>{records}</ul></details>",
            number=cell_words(cell, names, voice, kind_of(digest.covered)),
            records=Html("".join(_items(edition, cell, told[at]))),
        )
        for at, (cell, names) in enumerate(digest.numbers())
    ]
    words = whole(digest, voice).replace("\n", "<br>\n")
    return PAGE.format(
        language=voice.language,
        direction=voice.direction,
        title=Html(voice.html("{title}", title=title(digest, voice))),
        picture=_image(picture, edition) if picture else "",
        words=words,
        numbers="\n".join(numbers),
    )


PAGE = """<!doctype html>
<html lang="{language}" dir="{direction}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>body {{ max-width: 42em; margin: 2em auto; padding: 0 1em; font: 1rem/1.5 sans-serif }} img {{ max-width: 100% }}
</style>
{picture}
<p>{words}</p>
{numbers}
</html>
"""


def _image(picture: Picture, edition: Edition) -> str:
    source = f"data:image/png;base64,{b64encode(picture.png).decode()}"
    alternative = edition.voice.html("{words}", words=picture.alternative).replace('"', "&quot;")
    return f'<img src="{source}" alt="{alternative}">'


def _items(edition: Edition, cell: Cell, records: Sequence[Record]) -> Iterator[str]:
    if cell.key != AWAITED:
        yield from (_item(edition, each) for each in records)
        return
    for each in edition.digest.awaited:
        yield edition.voice.html("<li>{record}</li>", record=_awaited(edition, each))


def _awaited(edition: Edition, awaited: Awaited) -> Html:
    digest, voice = edition.digest, edition.voice
    text = not_received(awaited, digest.today, voice)
    who = named(awaited.section, voice.language)
    return text if digest.scope.scope == "section" else voice.html("{what} – {who}", what=text, who=who)


def _missing(digest: Digest) -> Iterator[dict[str, Any]]:
    """What has not come: no report stands behind it."""
    for each in digest.awaited:
        for area, month in product(each.areas, each.months):
            yield {"section": each.key, "area": area, "month": f"{month:%Y-%m}", "expected_by": due_on(month)}


def _item(edition: Edition, record: Record) -> str:
    voice = edition.voice
    number = qualified(record.value, record.qualifier, voice)
    day = date_words(record.report.occurred_on or record.report.filed_on, voice, edition.digest.today)
    withdrawn = voice("withdrawn") if record.withdrawn else ""
    told = voice.beside(record.report.reference or "", day, number, withdrawn)
    return voice.html("<li>{record}</li>", record=told)


def _record(record: Record) -> dict[str, Any]:
    value = {"value": _plain(record.value), "qualifier": record.qualifier}
    return {"reference": record.report.reference, "version": record.version, **value, "withdrawn": record.withdrawn}


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
