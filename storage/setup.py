"""The file that describes an organisation (YAML), and bringing it in.

Run again, it adds and renames by key and deletes nothing. docs/organisation.yaml is a worked example.
"""

from collections.abc import Hashable, Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import available_timezones

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from storage.errors import StorageError
from storage.organisation_store import Block, OrganisationStore
from storage.stores import Stores
from storage.tables import campaign, group, section, target

SAMPLE = Path(__file__).with_name("sample") / "organisation.yaml"


class SetupError(StorageError):
    """What is wrong with the file: one line a problem, each with its place."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


@cache
def zone_names() -> frozenset[str]:
    """IANA's names; Python looks through all files of zones each time it is asked."""
    return frozenset(available_timezones())


def known_zone(name: str) -> str:
    """IANA's names only."""
    if name not in zone_names():
        raise ValueError(f"{name!r} is not a time zone such as Europe/Berlin")
    return name


Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
State = Annotated[str, StringConstraints(min_length=1, max_length=64)]  # a country's code, or the key of a body
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Zone = Annotated[str, AfterValidator(known_zone)]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Area = Literal["supporters", "partnership", "advocacy", "media"]
Names = Annotated[dict[Language, Label], Field(min_length=1)]


class Item(BaseModel):
    """Anything with a name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Names


class CalendarBlock(BaseModel):
    """Days on which a section can do less, such as exams or holidays; both inclusive."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Label
    since: date
    until: date

    @model_validator(mode="after")
    def _in_order(self) -> "CalendarBlock":
        if self.until < self.since:
            raise ValueError("until is before since")
        return self


class Section(Item):
    """A national branch; the first of its languages is the one it is written to in.

    What is given of `areas`, `calendar` and `at_risk` replaces what was set in the chat; what is not leaves it.
    """

    country: Country
    zone: Zone
    languages: Annotated[list[Language], Field(min_length=1)]
    areas: list[Area] | None = None
    calendar: list[CalendarBlock] | None = None
    at_risk: Literal["yes", "no"] | None = None


class Group(Item):
    """A local group of a section."""

    section: Key


class Campaign(Item):
    """What the work is for; `columns` are for flows to look up."""

    state: State | None = None
    columns: dict[str, str] = {}


class Case(Item):
    """An individual at risk."""

    campaign: Key | None = None
    country: Country | None = None
    aliases: list[Label] = []


class Target(Item):
    """Who is addressed: an institution of a state or body."""

    kind: Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,32}$")]
    country: State
    city: Annotated[str, StringConstraints(max_length=120)] | None = None
    campaign: Key | None = None
    columns: dict[str, str] = {}


class Organisation(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sections: dict[Key, Section] = {}
    groups: dict[Key, Group] = {}
    campaigns: dict[Key, Campaign] = {}
    cases: dict[Key, Case] = {}
    targets: dict[Key, Target] = {}


FastLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same, in C where there is a compiler's work


class UniqueKeys(FastLoader):
    """YAML in which a key given twice is an error, and codes such as NO stay text."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise SetupError([f"line {key_node.start_mark.line + 1}: {key} stands twice"])
            seen.add(key)
        return super().construct_mapping(node, deep)


# YAML 1.1 reads NO (Norway) and no (Norwegian) as false; here there are no yes-or-no values at all.
UniqueKeys.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_organisation(text: str) -> Organisation:
    """The file's content; SetupError with every problem at once."""
    try:
        return Organisation.model_validate(yaml.load(text, UniqueKeys) or {})
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SetupError([f"line {line}: {error.problem}"]) from error
    except yaml.YAMLError as error:
        raise SetupError([f"not YAML: {' '.join(str(error).split())}"]) from error
    except ValidationError as error:
        raise SetupError(problem(each["loc"], each["msg"]) for each in error.errors()) from error


def problem(place: Iterable[int | str], message: str) -> str:
    """One line: where, and what is wrong."""
    where = ".".join(str(part) for part in place if part != "[key]") or "the file"
    return f"{where}: {message.removeprefix('Value error, ')}"


def apply(stores: Stores, organisation: Organisation) -> None:
    """Bring it in; SetupError if something refers to what is neither in the file nor in the database."""
    if problems := unknown_references(stores, organisation):
        raise SetupError(problems)
    store = stores.organisation
    store.put(section, [section_row(key, each) for key, each in organisation.sections.items()])
    ids = {each.key: each.id for each in store.sections()}
    for key, each in organisation.sections.items():
        _set_apart(store, ids[key], each)
    store.put(
        group,
        [{"key": k, "section_id": ids[each.section], "name": each.name} for k, each in organisation.groups.items()],
    )
    store.put(campaign, [campaign_row(key, each) for key, each in organisation.campaigns.items()])
    store.put_cases([case_row(key, each) for key, each in organisation.cases.items()])
    store.put(target, [target_row(key, each) for key, each in organisation.targets.items()])
    store.changed()


def _set_apart(store: OrganisationStore, section_id: UUID, each: Section) -> None:
    if each.areas is not None:
        store.set_areas(section_id, each.areas)
    if each.calendar is not None:
        store.set_calendar(section_id, [Block(block.name, block.since, block.until) for block in each.calendar])
    if each.at_risk is not None:
        store.set_at_risk(section_id, each.at_risk == "yes")


def unknown_references(stores: Stores, organisation: Organisation) -> list[str]:
    """A line for each reference that leads nowhere."""
    sections = stores.organisation.keys(section) | organisation.sections.keys()
    campaigns = stores.organisation.keys(campaign) | organisation.campaigns.keys()
    groups = [(f"groups.{key}.section", each.section, sections) for key, each in organisation.groups.items()]
    of_campaigns: Mapping[str, Mapping[str, Case | Target]] = {
        "cases": organisation.cases,
        "targets": organisation.targets,
    }
    others = [
        (f"{table}.{key}.campaign", each.campaign, campaigns)
        for table, items in of_campaigns.items()
        for key, each in items.items()
    ]
    return [
        f"{place}: {key} is not known" for place, key, known in groups + others if key is not None and key not in known
    ]


def section_row(key: str, each: Section) -> dict[str, Any]:
    """As stored."""
    return {"key": key, "name": each.name, "country": each.country, "zone": each.zone, "language": each.languages[0]}


def campaign_row(key: str, each: Campaign) -> dict[str, Any]:
    """As stored."""
    state = {"state": each.state} if each.state is not None else {}
    return {"key": key, "name": each.name, "columns": each.columns | state}


def case_row(key: str, each: Case) -> dict[str, Any]:
    """As the store seals it."""
    return {
        "key": key,
        "name": each.name,
        "aliases": each.aliases,
        "campaign_key": each.campaign,
        "country": each.country,
    }


def target_row(key: str, each: Target) -> dict[str, Any]:
    """As stored."""
    columns = each.columns | ({"campaign": each.campaign} if each.campaign is not None else {})
    return {
        "key": key,
        "name": each.name,
        "kind": each.kind,
        "country": each.country,
        "city": each.city,
        "columns": columns,
    }
