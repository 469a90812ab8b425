"""The predictable world of engine tests: one afternoon, the sample's tables, a flow of every type."""

from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from flows.context import Context, Row, Table
from flows.reading import catalog, read_flow
from flows.revision import Revision
from texts.locale import voice

SAMPLE = Path(__file__).parents[2] / "storage" / "sample" / "organisation.yaml"
AFTERNOON = datetime(2014, 10, 22, 13, 0, tzinfo=UTC)
"""Wednesday; the day after the delivery in Berlin."""

EVERYTHING = """
key: everything
title: {en: Everything}
files: action
items:
  - {type: note, name: welcome, label: {en: "Good to see you."}}
  - {type: text, name: title, label: {en: "What was it?"}, required: yes, fills: title}
  - {type: select_one kinds, name: kind, label: {en: "Which kind?"}, required: yes}
  - {type: text, name: other, label: {en: "Which other kind?"}, relevant: "${kind} = 'other'", required: yes}
  - type: group
    name: numbers
    relevant: ${kind} != 'silent'
    items:
      - {type: integer, name: people, label: {en: "How many people?"}, figure: people_there, basis: people,
         measure: in_period}
      - {type: decimal, name: share, label: {en: "Which share?"}, constraint: . >= 0, required: "${people} > 1000"}
  - {type: calculate, name: double, calculation: "${people} * 2"}
  - {type: note, name: doubled, label: {en: "Twice that is ${double}."}, relevant: "${people} > 0"}
  - {type: select_multiple materials, name: materials, label: {en: "Which materials?"}}
  - {type: date, name: day, label: {en: "On which day?"}, required: yes, fills: occurred_on}
  - {type: image, name: pictures, label: {en: "Pictures?"}}
  - {type: text, name: contact, label: {en: "Whom may we ask?"}, sensitive: true, ask: review}
  - {type: file, name: papers, label: {en: "Papers?"}, ask: review}
  - {type: select_one_from_file targets.csv, name: target, label: {en: "To whom?"}, ask: review}
choice_lists:
  kinds:
    - {name: vigil, label: {en: Vigil}}
    - {name: march, label: {en: March}}
    - {name: silent, label: {en: Silent vigil}}
    - {name: other, label: {en: Another kind}}
  materials:
    - {name: leaflets, label: {en: Leaflets}}
    - {name: banners, label: {en: Banners}}
    - {name: candles, label: {en: Candles}}
"""


REPEATED = """
key: repeated
title: {en: Repeated}
files: action
items:
  - {type: acknowledge, name: read, label: {en: "Have you read it?"}, required: yes}
  - {type: hidden, name: source, default: leaflet}
  - {type: geopoint, name: place, label: {en: "Where?"}, fills: place}
  - {type: select_one countries, name: country, label: {en: "In which country?"}, required: yes}
  - type: repeat
    name: trainings
    label: {en: Training}
    relevant: ${country} != 'none'
    items:
      - {type: dateTime, name: begun, label: {en: "When did it begin?"}, required: yes}
      - {type: time, name: ended, label: {en: "When did it end?"}}
      - {type: select_one cities, name: city, label: {en: "In which city?"}, choice_filter: "land = ${country}"}
      - {type: integer, name: people, label: {en: "How many came to ${city}?"}, figure: people_trained, basis: people,
         measure: in_period}
      - {type: text, name: why, label: {en: "Why so many?"}, relevant: "../people > 100 or position(..) = 2"}
      - {type: audio, name: song, label: {en: Song}, ask: review}
  - {type: calculate, name: trained, calculation: "sum(${people})"}
  - {type: note, name: so_many, label: {en: "${trained} in ${city}"}}
  - {type: range, name: mood, label: {en: "How was it?"}, parameters: start=1 end=5}
  - {type: integer, name: stages, label: {en: "How many stages?"}}
  - type: repeat
    name: stops
    label: {en: Stop}
    repeat_count: ${stages}
    items: [{type: text, name: at, label: {en: "Where was it?"}}, {type: image, name: views, label: {en: Views}}]
  - {type: video, name: film, label: {en: Film}, ask: review}
  - {type: range, name: dose, label: {en: Dose}, parameters: start=0 end=20 step=0.5, ask: review}
  - {type: rank cities, name: liked, label: {en: "Which *city* first?"}, choice_filter: "land = ${country}"}
  - {type: barcode, name: parcel, label: {en: Parcel}, ask: review}
  - {type: date, name: founded, label: {en: Founded}, appearance: month-year, ask: review}
choice_lists:
  countries: [{name: pl, label: {en: Poland}}, {name: de, label: {en: Germany}}, {name: none, label: {en: None}}]
  cities:
    - {name: warsaw, label: {en: Warsaw}, columns: {land: pl}}
    - {name: krakow, label: {en: Krakow}, columns: {land: pl}}
    - {name: berlin, label: {en: Berlin}, columns: {land: de}}
"""


@lru_cache
def repeated() -> Revision:
    """Repeats, and the types that `everything` lacks."""
    return Revision.of(read_flow(REPEATED), id="repeated-1")


@lru_cache
def petition() -> Revision:
    """The flow we ship."""
    return Revision.of(catalog()["petition_delivery"], id="petition-1")


@lru_cache
def everything() -> Revision:
    """A flow with every type of question."""
    return Revision.of(read_flow(EVERYTHING), id="everything-1")


def small(items: str, **settings: str) -> Revision:
    """A flow of these items (YAML), in English."""
    lines = [f"{key}: {value}" for key, value in settings.items()]
    text = "\n".join(["key: small", "title: {en: Small}", "files: action", *lines, f"items:\n{items}"])
    return Revision.of(read_flow(text), id="small-1")


@lru_cache
def sample_tables() -> dict[str, Table]:
    """Campaigns, cases and targets of the sample organisation."""
    organisation = yaml.safe_load(SAMPLE.read_text("utf-8"))
    return {name: Table(name, _rows(organisation[name])) for name in ("campaigns", "cases", "targets")}


def world(language: str = "en", country: str = "GB", now: datetime = AFTERNOON, zone: str = "Europe/Berlin") -> Context:
    """One person's surroundings."""
    return Context(now, ZoneInfo(zone), voice(language, country), sample_tables(), "Amina", country)


def _rows(items: dict[str, dict]) -> dict[str, Row]:
    rows = {}
    for key, item in items.items():
        columns = {name: item[name] for name in ("campaign", "country", "city", "kind") if name in item}
        rows[key] = Row(item["name"], columns | item.get("columns", {}), tuple(item.get("aliases", ())))
    return rows
