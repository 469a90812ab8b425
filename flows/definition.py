"""A flow as data: the vocabulary of XLSForm, with a few columns of our own."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

Words = dict[str, str]
"""A wording by language code."""

Media = dict[str, Words]
"""Files shown with a label, by kind (`image`, `audio`, `video`) and language code: names of the flow's `media`."""


class QuestionType(StrEnum):
    """XLSForm's types that a chat can ask, show or derive. `username` is the person's display name; `deviceid`,
    `phonenumber` and `email` are facts of a phone that a chat does not tell: always empty; `repeat` is the question of
    a repeat itself: is there another?"""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    SELECT_ONE = "select_one"
    SELECT_MULTIPLE = "select_multiple"
    RANGE = "range"
    DATE = "date"
    TIME = "time"
    DATETIME = "dateTime"
    GEOPOINT = "geopoint"
    ACKNOWLEDGE = "acknowledge"
    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"
    FILE = "file"
    NOTE = "note"
    CALCULATE = "calculate"
    HIDDEN = "hidden"
    USERNAME = "username"
    TODAY = "today"
    START = "start"
    END = "end"
    DEVICEID = "deviceid"
    PHONENUMBER = "phonenumber"
    EMAIL = "email"
    RANK = "rank"
    BARCODE = "barcode"
    REPEAT = "repeat"


ASKED_TYPES = frozenset(
    {
        QuestionType.TEXT,
        QuestionType.INTEGER,
        QuestionType.DECIMAL,
        QuestionType.SELECT_ONE,
        QuestionType.SELECT_MULTIPLE,
        QuestionType.RANGE,
        QuestionType.DATE,
        QuestionType.TIME,
        QuestionType.DATETIME,
        QuestionType.GEOPOINT,
        QuestionType.ACKNOWLEDGE,
        QuestionType.IMAGE,
        QuestionType.AUDIO,
        QuestionType.VIDEO,
        QuestionType.FILE,
        QuestionType.RANK,
        QuestionType.BARCODE,
    }
)
SELECT_TYPES = frozenset({QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE, QuestionType.RANK})
NUMBER_TYPES = frozenset({QuestionType.INTEGER, QuestionType.DECIMAL, QuestionType.RANGE})
DAY_TYPES = frozenset({QuestionType.DATE, QuestionType.DATETIME})
ATTACHED_TYPES = frozenset({QuestionType.IMAGE, QuestionType.AUDIO, QuestionType.VIDEO, QuestionType.FILE})

#: The appearance of a date that is planned: tomorrow is offered instead of yesterday, and "Friday" is the next one.
COMING = "coming"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Choice(_Part):
    """One choice of a list; further columns serve choice filters and pulldata. `retired`: no longer offered, but known
    to earlier answers. `was`: the name it had in the revision before."""

    name: str
    label: Words
    columns: dict[str, str] = Field(default_factory=dict)
    media: Media = Field(default_factory=dict)
    retired: bool = False
    was: str | None = None


class Question(_Part):
    """One row of an XLSForm's survey sheet that is not a group.

    `line`: what the answer is called on the review card, where the label is too long for it.
    `list_name` or `table` names where a select's choices come from. `default`: a literal, or an expression that is
    derived afresh until the person answers. `parameters`: of a range, its start, end and step.

    Ours: `fills` (the report's core field), `figure` with `basis` and `measure` (this number is counted), `sensitive`
    (masked in echoes), `ask` (`review`: a line of the review card, asked only when tapped; or an expression: asked if
    it holds, else such a line), `first` (seen from a choice, as `choice_filter`: those of which it holds are offered
    first), `finish` (the label of a button that leaves this question empty and files, if no other is open),
    `reconstructed` (the wording is ours, not the source's), `kept` (of a calculation: whether it is filed and
    exported, or only helps the other questions), `retired` (no longer asked, but known to earlier reports), `was` (its
    name in the revision before: exports and totals carry on).
    """

    type: QuestionType
    name: str
    label: Words = Field(default_factory=dict)
    hint: Words = Field(default_factory=dict)
    line: Words = Field(default_factory=dict)
    required: bool | str = False
    required_message: Words = Field(default_factory=dict)
    relevant: str | None = None
    constraint: str | None = None
    constraint_message: Words = Field(default_factory=dict)
    calculation: str | None = None
    default: str | None = None
    choice_filter: str | None = None
    appearance: str | None = None
    list_name: str | None = None
    table: str | None = None
    parameters: dict[str, str] = Field(default_factory=dict)
    fills: str | None = None
    figure: str | None = None
    basis: str | None = None
    measure: Literal["in_period", "so_far", "level_now"] | None = None
    sensitive: bool = False
    ask: str = "always"
    first: str | None = None
    finish: Words = Field(default_factory=dict)
    reconstructed: bool = False
    kept: bool = True
    media: Media = Field(default_factory=dict)
    retired: bool = False
    was: str | None = None


def appears(question: Question, word: str) -> bool:
    """Whether a word stands in the question's appearance."""
    return question.appearance is not None and word in question.appearance.split()


class Group(_Part):
    """Questions that are relevant together (begin group), or are asked again and again (begin repeat).

    `label`: of a repeat what one instance is called, such as "Training". `repeat_count`: how many instances there are,
    a number or an expression; without it the person says whether there is another.
    """

    type: Literal["group", "repeat"] = "group"
    name: str
    label: Words = Field(default_factory=dict)
    relevant: str | None = None
    repeat_count: str | None = None
    items: tuple["Item", ...] = ()


GROUPS = frozenset({"group", "repeat"})


def _kind(item: Any) -> str:
    """JSON that leaves out what is the default names no type of a group."""
    kind = item.get("type", "group") if isinstance(item, dict) else getattr(item, "type", None)
    return "group" if kind in GROUPS else "question"


Item = Annotated[Annotated[Question, Tag("question")] | Annotated[Group, Tag("group")], Discriminator(_kind)]


class Flow(_Part):
    """A named set of questions. `files` is the kind of report; `audience` the roles that may begin it; `follow_up`
    an offset and a role, such as `30d staff`. `tables`: csv files that came with it, their rows by name of the table.
    `media`: SHA-256 in hexadecimal of the files that labels show, by name. `extends` with `section`: an add-on, the
    further questions that a section (its key) asks at the end of the flow of that key."""

    key: str
    title: Words
    version: str = "1"
    languages: tuple[str, ...]
    default_language: str
    files: str
    audience: tuple[str, ...] = ()
    follow_up: str | None = None
    items: tuple[Item, ...]
    choice_lists: dict[str, tuple[Choice, ...]] = Field(default_factory=dict)
    tables: dict[str, tuple[dict[str, str], ...]] = Field(default_factory=dict)
    media: dict[str, str] = Field(default_factory=dict)
    extends: str | None = None
    section: str | None = None

    def questions(self) -> Iterator[Question]:
        """Every question in order, groups opened."""
        for question, _groups in walk(self.items):
            yield question


def walk(
    items: tuple[Question | Group, ...], inside: tuple[Group, ...] = ()
) -> Iterator[tuple[Question, tuple[Group, ...]]]:
    """Every question in order, with the groups around it, outermost first."""
    for item in items:
        if isinstance(item, Group):
            yield from walk(item.items, (*inside, item))
        else:
            yield item, inside
