"""The movement of a year: 70 sections in 12 zones, 2,000 people in four languages, and who asked for which digest."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from texts.locale import LANGUAGES

SECTIONS = 70
PEOPLE = 2_000
STAFF = 2  # of each section
FIRST_ID = 10_000  # Telegram's id of the first person
FIRST_GROUP = -1_000_000_001_000
ZONES = {
    "Europe/Berlin": "DE FR IT ES AT PL",
    "Europe/London": "GB IE PT IS GG JE",
    "Africa/Casablanca": "MA SN ML CI GM GN",  # its summer time pauses in Ramadan
    "America/Sao_Paulo": "BR AR UY PY CL SR",  # set forth at midnight, which then does not exist
    "America/New_York": "US CA BS HT CU JM",
    "America/Mexico_City": "MX GT SV HN NI CR",
    "Asia/Kolkata": "IN LK MV BD PK AF",
    "Asia/Kathmandu": "NP BT MM TH KH VN",
    "Australia/Sydney": "AU PG SB VU NC FJ",
    "Pacific/Auckland": "NZ TO WS TV KI NR",
    "Africa/Nairobi": "KE UG TZ ET SO DJ",
    "Asia/Beirut": "LB JO SY IL",  # the same
}
AREAS = ("supporters", "partnership", "advocacy", "media")
# What sections are expected to report on, one kind after the other; None: what they are unless somebody says otherwise.
EXPECTED: tuple[tuple[str, ...] | None, ...] = (
    (), ("advocacy",), ("media",), (), ("supporters",), ("partnership", "media"), None,
)  # fmt: skip
EXAMS = ("Exams", date(2014, 10, 28), date(2014, 11, 5))
HOLIDAYS = ("Holidays", date(2014, 12, 20), date(2015, 1, 6))
RAMADAN = ("Ramadan", date(2015, 6, 18), date(2015, 7, 17))
TARGETS = 20

BlockOf = tuple[str, date, date]


@dataclass(frozen=True)
class Section:
    """A national branch; `calendar`: name, first and last day of what nobody is reminded in."""

    number: int
    country: str
    zone_name: str

    @property
    def key(self) -> str:
        return f"section_{self.country.lower()}"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone_name)

    @property
    def areas(self) -> tuple[str, ...]:
        expected = EXPECTED[self.number % len(EXPECTED)]
        return AREAS if expected is None else expected

    @property
    def calendar(self) -> tuple[BlockOf, ...]:
        exams = (EXAMS,) if self.number % 10 == 5 else ()
        holidays = (HOLIDAYS,) if self.number % 5 == 1 else ()
        ramadan = (RAMADAN,) if self.zone_name in ("Africa/Casablanca", "Asia/Beirut") else ()
        return (*exams, *holidays, *ramadan)

    def described(self) -> dict[str, Any]:
        """As the file of an organisation has it."""
        row: dict[str, Any] = {
            "name": {"en": f"Section {self.country}"},
            "country": self.country,
            "zone": self.zone_name,
            "languages": ["en"],
            "calendar": [{"name": name, "since": since, "until": until} for name, since, until in self.calendar],
        }
        expected = EXPECTED[self.number % len(EXPECTED)]
        return row if expected is None else row | {"areas": list(expected)}


@dataclass(frozen=True)
class Member:
    """A person: `role` holds at `scope` and `scope_key`."""

    id: int
    language: str
    section: Section
    role: str
    scope: str = "section"
    scope_key: str = ""

    def __str__(self) -> str:
        return f"{self.role} {self.id} of {self.section.key} ({self.section.zone_name})"

    @property
    def zone(self) -> ZoneInfo:
        return self.section.zone

    def hears_of(self, section: Section) -> bool:
        """Whether they coordinate it."""
        at = {"section": section.key, "country": section.country, "everything": ""}[self.scope]
        return self.role == "coordinator" and at == self.scope_key


@dataclass(frozen=True)
class Wish:
    """A subscription: `group` is the chat it goes to, None: their own."""

    member: Member
    cadence: str
    hour: int
    minute: int = 0
    weekday: int = 0
    group: int | None = None

    @property
    def chat(self) -> int:
        return self.group or self.member.id


@dataclass
class Organisation:
    """All of it, by the same rule each time."""

    sections: list[Section] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    wishes: list[Wish] = field(default_factory=list)

    def __post_init__(self) -> None:
        by_round = zip(*(each.split() + [""] * 2 for each in ZONES.values()), strict=False)
        places = [(country, zone) for countries in by_round for zone, country in zip(ZONES, countries, strict=True)]
        named = [place for place in places if place[0]]
        self.sections = [Section(n, *place) for n, place in enumerate(named[:SECTIONS])]
        self.members = [self._member(number) for number in range(PEOPLE)]
        self.wishes = list(self._wishes())

    def _member(self, number: int) -> Member:
        section = self.sections[number % SECTIONS]
        told = (FIRST_ID + number, LANGUAGES[number // SECTIONS % len(LANGUAGES)], section)
        if number < STAFF * SECTIONS:
            return Member(*told, "staff", "section", section.key)
        beyond = number - STAFF * SECTIONS
        if beyond < SECTIONS:
            return Member(*told, "coordinator", "section", section.key)
        if beyond < SECTIONS + 5:
            return Member(*told, "coordinator", "everything")
        if beyond < SECTIONS + 8:
            return Member(*told, "coordinator", "country", section.country)
        return Member(*told, "activist", "section", section.key)

    def coordinators(self, scope: str = "section") -> list[Member]:
        return [each for each in self.members if each.role == "coordinator" and each.scope == scope]

    def staff_of(self, section: Section) -> list[Member]:
        return [each for each in self.members[: STAFF * SECTIONS] if each.section == section]

    def activists(self) -> list[Member]:
        return [each for each in self.members if each.role == "activist"]

    def _wishes(self) -> list[Wish]:
        of_sections = self.coordinators()
        default = [Wish(each, "weekly", 9) for each in of_sections[:46]]
        everything = [Wish(each, "weekly", 9) for each in self.coordinators("everything")[:3]]
        countries = [Wish(each, "weekly", 18, 30, weekday=4) for each in self.coordinators("country")]
        own = [Wish(each, "weekly", 7 + at * 2, weekday=at % 7) for at, each in enumerate(of_sections[46:52])]
        monthly = [Wish(each, "monthly", 9) for each in of_sections[52:62]]
        groups = [
            Wish(each, "weekly", 16, weekday=4, group=FIRST_GROUP - at) for at, each in enumerate(of_sections[62:66])
        ]
        return [*default, *everything, *countries, *own, *monthly, *groups, *self._at_odd_hours()]

    def _at_odd_hours(self) -> list[Wish]:
        """Hours that clock changes leave out, or bring twice."""
        first = {each.section.zone_name: each for each in reversed(self.coordinators())}
        daily = {"Europe/Berlin": (2, 30), "America/New_York": (1, 30), "America/Sao_Paulo": (0, 0)}
        odd = [Wish(first[zone], "daily", *at) for zone, at in daily.items()]
        return [*odd, Wish(first["Asia/Beirut"], "weekly", 0, 0, weekday=6)]

    def as_yaml(self) -> str:
        """What `afteraction setup` reads."""
        names = {f"embassy_{number}": f"Embassy number {number}" for number in range(TARGETS)}
        content = {
            "sections": {each.key: each.described() for each in self.sections},
            "campaigns": {"free_them": {"name": {"en": "Free them"}}},
            "targets": {
                key: {"name": {"en": name}, "kind": "embassy", "country": "UZ", "campaign": "free_them"}
                for key, name in names.items()
            },
        }
        return yaml.safe_dump(content, sort_keys=False)
