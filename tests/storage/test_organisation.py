"""Setup: adds and renames by key, deletes nothing, and says everything that is wrong at once."""

import asyncio
from datetime import date

import pytest
from sqlalchemy import text

from storage.database import Database
from storage.organisation_store import Block, Entry
from storage.setup import SAMPLE, SetupError, apply, read_organisation
from storage.stores import Stores
from texts.locale import LANGUAGES

SMALL = """
sections:
  norway: {name: {en: Norway, fr: Norvège}, country: NO, zone: Europe/Oslo, languages: [no, en]}
groups:
  oslo: {name: {en: Oslo}, section: norway}
campaigns:
  stop_torture: {name: {en: Stop Torture}, columns: {theme: torture}}
cases:
  a_case: {name: {en: Secret Name}, campaign: stop_torture, country: UZ, aliases: [Other Name]}
targets:
  embassy_uz_oslo: {name: {en: Embassy of Uzbekistan}, kind: embassy, country: UZ, city: Oslo, campaign: stop_torture}
"""


async def set_up(database: Database, file: str) -> None:
    await database.run(lambda stores: apply(stores, read_organisation(file)))


def tables(stores: Stores) -> dict[str, tuple[Entry, ...]]:
    return dict(stores.organisation.snapshot().tables)


async def test_what_was_set_up_can_be_looked_up(database: Database) -> None:
    await set_up(database, SMALL)
    found = await database.read(tables)
    columns = {"country": "NO", "zone": "Europe/Oslo", "language": "no"}
    assert found["sections"] == (Entry("norway", {"en": "Norway", "fr": "Norvège"}, (), columns),)
    assert found["groups"] == (Entry("oslo", {"en": "Oslo"}, (), {"section": "norway"}),)
    assert found["campaigns"] == (Entry("stop_torture", {"en": "Stop Torture"}, (), {"theme": "torture"}),)
    case = {"campaign": "stop_torture", "country": "UZ"}
    assert found["cases"] == (Entry("a_case", {"en": "Secret Name"}, ("Other Name",), case),)
    target = {"kind": "embassy", "country": "UZ", "city": "Oslo", "campaign": "stop_torture"}
    assert found["targets"] == (Entry("embassy_uz_oslo", {"en": "Embassy of Uzbekistan"}, (), target),)


async def test_setup_again_renames_adds_and_deletes_nothing(database: Database) -> None:
    await set_up(database, SMALL)
    before = await database.read(lambda stores: stores.organisation.section("norway"))
    await set_up(
        database,
        """
sections:
  norway: {name: {en: Norge}, country: NO, zone: Europe/Oslo, languages: [no]}
groups:
  bergen: {name: {en: Bergen}, section: norway}
cases:
  another: {name: {en: Another}, campaign: stop_torture}
""",
    )
    found = await database.read(tables)
    assert [entry.name for entry in found["sections"]] == [{"en": "Norge"}]
    assert [entry.key for entry in found["groups"]] == ["bergen", "oslo"]
    assert [entry.key for entry in found["cases"]] == ["a_case", "another"]
    assert await database.read(lambda stores: stores.organisation.section("norway")) == before, "the same row"


async def test_caches_learn_that_something_changed(database: Database) -> None:
    versions = [await database.read(lambda stores: stores.organisation.version())]
    for _ in range(2):
        await set_up(database, SMALL)
        versions.append(await database.read(lambda stores: stores.organisation.snapshot().version))
    assert versions == [0, 1, 2]


async def test_names_of_individuals_at_risk_are_stored_sealed(database: Database) -> None:
    await set_up(database, SMALL)
    row = await database.read(lambda stores: stores.connection.execute(text('SELECT * FROM "case"')).mappings().one())
    assert b"Name" not in row["content"]


def test_the_codes_of_norway_stay_text() -> None:
    """In YAML 1.1, NO and no are the value false."""
    norway = read_organisation(SMALL).sections["norway"]
    assert (norway.country, norway.languages) == ("NO", ["no", "en"])


WRONG = """
sections:
  Germany: {name: {en: Germany}, country: DE, zone: Europe/Berlin, languages: [de]}
  kenya: {name: {}, country: Kenya, zone: Africa/Nowhere, languages: []}
groups:
  berlin: {name: {en: Berlin}}
stations: {}
"""


def test_all_problems_are_told_at_once_each_in_one_line_with_its_place() -> None:
    with pytest.raises(SetupError) as raised:
        read_organisation(WRONG)
    lines = str(raised.value).splitlines()
    assert lines == raised.value.problems
    places = [line.split(": ")[0] for line in lines]
    assert places == [
        "sections.Germany",
        "sections.kenya.name",
        "sections.kenya.country",
        "sections.kenya.zone",
        "sections.kenya.languages",
        "groups.berlin.section",
        "stations",
    ]
    assert "'Africa/Nowhere' is not a time zone" in lines[3]


@pytest.mark.parametrize(
    ("file", "beginning"),
    [
        ("sections:\n  a: [", "line "),
        ("sections: \0", "not YAML: "),
        ("groups:\n  a: {name: {en: A}, section: b}\n  a: {name: {en: A}, section: b}", "line 3: a stands twice"),
        ("- a", "the file: Input should be a valid dictionary"),
    ],
)
def test_what_is_no_such_file_is_told_in_one_line(file: str, beginning: str) -> None:
    with pytest.raises(SetupError) as raised:
        read_organisation(file)
    [problem] = raised.value.problems
    assert problem.startswith(beginning)
    assert "\n" not in problem


async def test_references_that_lead_nowhere_are_told_and_nothing_is_brought_in(database: Database) -> None:
    with pytest.raises(SetupError) as raised:
        await set_up(
            database,
            """
groups: {berlin: {name: {en: Berlin}, section: germany}}
cases: {a: {name: {en: A}, campaign: c}}
targets: {t: {name: {en: T}, kind: embassy, country: UZ, campaign: d}}
""",
        )
    assert raised.value.problems == [
        "groups.berlin.section: germany is not known",
        "cases.a.campaign: c is not known",
        "targets.t.campaign: d is not known",
    ]
    assert await database.read(lambda stores: stores.organisation.version()) == 0


async def test_the_sample_can_be_set_up(database: Database) -> None:
    await set_up(database, SAMPLE.read_text(encoding="utf-8"))
    found = await database.read(tables)
    assert len(found["sections"]) >= 39
    assert len(found["targets"]) >= 60
    assert all(set(LANGUAGES) <= set(entry.name) for entry in found["targets"])


async def test_a_revision_is_published_once_and_numbered(database: Database) -> None:
    async def publish(content: str) -> int:
        row = await database.run(
            lambda stores: stores.flows.publish("delivery", content, f"hash of {content}", "why", stores.now)
        )
        return row.number

    # Going back is publishing again.
    assert [await publish(content) for content in ("a", "a", "b", "a")] == [1, 1, 2, 3]
    [published] = await database.read(lambda stores: stores.flows.published())
    assert (published.flow_key, published.number, published.content) == ("delivery", 3, "a")
    assert await database.read(lambda stores: stores.flows.published_ids()) == [(published.flow_key, published.id)]
    revisions = await database.read(lambda stores: stores.flows.revisions("delivery"))
    assert [row.content for row in revisions] == ["a", "b", "a"]
    for row in revisions:
        assert await database.read(lambda stores, row=row: stores.flows.revision(row.id)) == row


async def test_of_two_who_add_to_a_calendar_at_once_none_is_lost(database: Database) -> None:
    await set_up(database, SMALL)

    def add(stores: Stores, name: str) -> None:
        section = stores.organisation.section("norway")
        assert section is not None
        known = stores.organisation.details_to_change(section.id).calendar
        block = Block(name, date(2014, 11, 20), date(2014, 12, 1))
        stores.organisation.set_calendar(section.id, [*known, block])

    names = {"Exams", "Holidays", "Elections"}
    await asyncio.gather(*(database.run(add, name) for name in names))
    section = await database.read(lambda stores: stores.organisation.section("norway"))
    assert section is not None
    found = await database.read(lambda stores: stores.organisation.details(section.id))
    assert {block.name for block in found.calendar} == names
