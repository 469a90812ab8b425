"""One person's passage through one revision, as plain frozen data that survives a restart."""

from collections.abc import Iterator, KeysView, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from flows.settled import UNSETTLED, Settled
from texts.numbers import Qualifier


class State(StrEnum):
    """Asking a question, showing the review card, or filed (the end)."""

    ASKING = "asking"
    REVIEW = "review"
    FILED = "filed"


class CheckKind(StrEnum):
    """A small question back: which qualifier; which of several choices, numbers, days or times; at what hour of a day;
    is a day to come right."""

    QUALIFIER = "qualifier"
    CHOICE = "choice"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    HOUR = "hour"
    FUTURE = "future"


@dataclass(frozen=True, slots=True)
class Response:
    """One accepted answer.

    `value`: text str, or where it was spoken a list of attachment ids (voice messages); integer int; decimal str of a
    Decimal; range int if all its values are whole, else as decimal; select_one choice name; acknowledge 'OK';
    select_multiple, rank (in order) and image, audio, video, file list of str (choice names, attachment ids); date
    'YYYY-MM-DD'; time 'HH:MM'; dateTime 'YYYY-MM-DDTHH:MM+HH:MM', local with its offset; repeat 'yes' or 'no' (is
    there another?); geopoint the place's name in words, or, if the exact point was sent, 'latitude longitude altitude
    accuracy'. `words`: what was written around a number, a caption,
    or the name beside an exact point. `at`: ISO instant. `evidence`: attachments that show what the value says, such as
    the picture of a barcode.
    """

    value: Any
    at: str
    qualifier: Qualifier | None = None
    words: str | None = None
    skipped: bool = False
    evidence: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain data; what is empty is left out."""
        data: dict[str, Any] = {"value": self.value, "at": self.at}
        if self.qualifier:
            data["qualifier"] = self.qualifier
        if self.words:
            data["words"] = self.words
        if self.skipped:
            data["skipped"] = True
        if self.evidence:
            data["evidence"] = list(self.evidence)
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Response":
        """The inverse of `to_json`."""
        if "evidence" in data:
            return cls(**{**data, "evidence": tuple(data["evidence"])})
        return cls(**data)


class Responses(Mapping[str, Response]):
    """Answers by key, kept as the plain data they are saved as: each is read when looked at. Not to be changed."""

    __slots__ = ("_plain", "_read")

    def __init__(self, plain: Mapping[str, Mapping[str, Any]]) -> None:
        self._plain = plain
        self._read: dict[str, Response] = {}

    @classmethod
    def of(cls, responses: Mapping[str, Response]) -> "Responses":
        """These answers, if they are not kept so already."""
        if isinstance(responses, Responses):
            return responses
        return cls({key: response.to_json() for key, response in responses.items()})

    def __getitem__(self, key: str) -> Response:
        found = self._read.get(key)
        if found is None:
            found = self._read[key] = Response.from_json(self._plain[key])
        return found

    def get(self, key: str, default: Any = None) -> Any:
        """The answer of a key."""
        return self[key] if key in self._plain else default

    def __contains__(self, key: object) -> bool:
        return key in self._plain

    def __iter__(self) -> Iterator[str]:
        return iter(self._plain)

    def __len__(self) -> int:
        return len(self._plain)

    def keys(self) -> KeysView[str]:
        """The keys, found as fast as in a plain mapping."""
        return self._plain.keys()

    def __eq__(self, other: object) -> bool:
        return self._plain == other._plain if isinstance(other, Responses) else super().__eq__(other)

    def with_answer(self, key: str, response: Response) -> "Responses":
        """The same with one more, or another in its place."""
        return Responses({**self._plain, key: response.to_json()})

    def without(self, key: str) -> "Responses":
        """The same without one."""
        return Responses({each: plain for each, plain in self._plain.items() if each != key})

    def to_json(self) -> Mapping[str, Any]:
        """Plain data."""
        return self._plain


@dataclass(frozen=True, slots=True)
class Check:
    """A small question back. `options`: the values to choose from, by index; `value`, `qualifier`, `words`: the
    answer in progress, as in `Response`; `since`: the session's version that first showed it."""

    kind: CheckKind
    options: tuple[str, ...]
    value: Any = None
    qualifier: Qualifier | None = None
    words: str | None = None
    since: int = 0


@dataclass(frozen=True, slots=True)
class Asking:
    """Details of the answer in progress; all empty when a question is freshly asked.

    `month`: the calendar's month as year * 12 + month - 1. `selected`: choice names ticked so far, None until
    touched. `returning`: an answered question was opened to change it, and may be left as it was. `offer`: the
    answered question an old button would change, until the person says. `exact`: the person wants to send the point.
    `evidence`: attachments that the answer in progress will hold. `within`: on the review card, the instance of a
    repeat that was opened; `removing`: it is asked whether to take it out.
    """

    page: int = 0
    month: int | None = None
    selected: tuple[str, ...] | None = None
    check: Check | None = None
    returning: bool = False
    offer: str | None = None
    exact: bool = False
    evidence: tuple[str, ...] = ()
    within: str | None = None
    removing: bool = False


FRESH = Asking()


class Passed(NamedTuple):
    """An accepted act: at this version, about this question, by this verb ('' when typed or attached) and what it
    pointed at (the index of a tap)."""

    version: int
    question: str
    verb: str
    pointed: int


@dataclass(frozen=True, slots=True)
class Session:
    """One person's passage through one revision.

    `version` grows by one with every accepted act. `kept`: answers set aside by Back, offered again when their
    question returns. `albums`: (media_group_id, question) of the latest albums, so that late items find their answer.
    `known`: what was answered before the session began, and so is not counted among the questions asked. `settled`:
    how far there is nothing left to ask.
    `health`: how its questions fare (`flows.health`), by key; None if that is not counted. It is no part of what the
    session says.
    """

    flow: str
    revision: str
    language: str
    started_at: str
    version: int = 0
    state: State = State.ASKING
    question: str | None = None
    responses: Mapping[str, Response] = field(default_factory=dict)
    kept: Mapping[str, Response] = field(default_factory=dict)
    trail: tuple[Passed, ...] = ()
    asking: Asking = FRESH
    albums: tuple[tuple[str, str], ...] = ()
    known: tuple[str, ...] = ()
    settled: Settled = UNSETTLED
    health: Mapping[str, tuple[int, ...]] | None = field(default=None, compare=False)

    def to_json(self) -> dict[str, Any]:
        """Small plain data for one encrypted column; what is empty is left out."""
        data: dict[str, Any] = {
            "flow": self.flow,
            "revision": self.revision,
            "language": self.language,
            "started_at": self.started_at,
            "version": self.version,
            "state": self.state.value,
            "question": self.question,
            "responses": Responses.of(self.responses).to_json(),
        }
        if self.kept:
            data["kept"] = {name: response.to_json() for name, response in self.kept.items()}
        if self.trail:
            data["trail"] = [list(each) for each in self.trail]
        if self.asking != FRESH:
            data["asking"] = _asking_to_json(self.asking)
        if self.albums:
            data["albums"] = [list(each) for each in self.albums]
        if self.known:
            data["known"] = list(self.known)
        if self.settled != UNSETTLED:
            settled = self.settled
            data["settled"] = [settled.position, settled.day, list(settled.lapsed), settled.told]
        if self.health is not None:
            data["health"] = {name: list(entry) for name, entry in self.health.items()}
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Session":
        """The inverse of `to_json`."""
        return cls(
            flow=data["flow"],
            revision=data["revision"],
            language=data["language"],
            started_at=data["started_at"],
            version=data["version"],
            state=State(data["state"]),
            question=data["question"],
            responses=Responses(data["responses"]),
            kept={name: Response.from_json(each) for name, each in data.get("kept", {}).items()},
            trail=tuple(Passed(*each) for each in data.get("trail", ())),
            asking=_asking_from_json(data["asking"]) if "asking" in data else FRESH,
            albums=tuple((group, question) for group, question in data.get("albums", ())),
            known=tuple(data.get("known", ())),
            settled=_settled(*data["settled"]) if "settled" in data else UNSETTLED,
            health={name: tuple(entry) for name, entry in data["health"].items()} if "health" in data else None,
        )


def _settled(position: int, day: int, lapsed: list[str], told: int | None) -> Settled:
    return Settled(position, day, tuple(lapsed), told)


def _asking_to_json(asking: Asking) -> dict[str, Any]:
    plain = ("page", "month", "returning", "offer", "exact", "within", "removing")
    data: dict[str, Any] = {name: value for name in plain if (value := getattr(asking, name))}
    if asking.selected is not None:
        data["selected"] = list(asking.selected)
    if asking.evidence:
        data["evidence"] = list(asking.evidence)
    if check := asking.check:
        data["check"] = {
            "kind": check.kind.value,
            "options": list(check.options),
            "value": check.value,
            "qualifier": check.qualifier,
            "words": check.words,
            "since": check.since,
        }
    return data


def _asking_from_json(data: Mapping[str, Any]) -> Asking:
    fields = dict(data)
    fields |= {name: tuple(fields[name]) for name in ("selected", "evidence") if name in fields}
    if check := fields.get("check"):
        fields["check"] = Check(**{**check, "kind": CheckKind(check["kind"]), "options": tuple(check["options"])})
    return Asking(**fields)
