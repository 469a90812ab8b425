"""What a turn produced, as data. A wrong answer is a value too; the bot words it in the person's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from flows.session import CheckKind


class RejectionCode(StrEnum):
    """Why an answer was not taken. Parameters, where there are any, are named in brackets."""

    EMPTY = "empty"
    TOO_LONG = "too_long"  # [limit]
    NOT_A_NUMBER = "not_a_number"
    NOT_WHOLE = "not_whole"
    SEVERAL_NUMBERS = "several_numbers"
    TOO_BIG = "too_big"  # [limit]
    NEGATIVE = "negative"
    NOT_A_DATE = "not_a_date"
    NOT_A_MONTH = "not_a_month"
    NOT_A_YEAR = "not_a_year"
    NOT_A_TIME = "not_a_time"
    NOT_A_MOMENT = "not_a_moment"  # neither a day nor a day with its time
    OUT_OF_RANGE = "out_of_range"  # [start, end, step]
    POINT_UNASKED = "point_unasked"  # an exact point came, without being asked for
    POINT_UNSAFE = "point_unsafe"  # no exact places of people at risk
    NO_SUCH_CHOICE = "no_such_choice"
    CONSTRAINT = "constraint"  # [message]: the flow's own words, possibly empty
    REQUIRED = "required"  # [message]: the flow's own words, possibly empty
    TEXT_WANTED = "text_wanted"  # an attachment came instead; [kind]
    NUMBER_WANTED = "number_wanted"  # [kind]
    DATE_WANTED = "date_wanted"  # [kind]
    CHOICE_WANTED = "choice_wanted"  # [kind]
    TIME_WANTED = "time_wanted"  # [kind]
    PLACE_WANTED = "place_wanted"  # [kind]
    AUDIO_WANTED = "audio_wanted"  # [kind]
    VIDEO_WANTED = "video_wanted"  # [kind]
    PICTURE_WANTED = "picture_wanted"  # a text, or another kind of file, came instead; [kind]
    FILE_WANTED = "file_wanted"  # [kind]
    CODE_WANTED = "code_wanted"  # neither digits nor a picture of the bars; [kind]
    CODE_UNREAD = "code_unread"  # a picture of the bars was kept, but nothing could be read from it
    TOO_MANY_FILES = "too_many_files"  # [limit]
    TOO_MANY_QUESTIONS = "too_many_questions"  # more instances of repeats than a report may have; [limit]
    USE_CHECK = "use_check"  # a small question with buttons waits for its answer
    USE_REVIEW = "use_review"  # all is answered: file, or tap a line


@dataclass(frozen=True, slots=True)
class Asked:
    """A question stands: `how` is new, again (after Back, a change or a cancelled check) or moved (page, month)."""

    question: str
    how: str = "new"


@dataclass(frozen=True, slots=True)
class Checking:
    """A small question back about the answer in progress; the view holds its options."""

    question: str
    kind: CheckKind


@dataclass(frozen=True, slots=True)
class Rejected:
    """The answer was not taken; the same question stands."""

    code: RejectionCode
    question: str | None
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Accepted:
    """The answer to `question` was taken."""

    question: str


@dataclass(frozen=True, slots=True)
class AlbumGrown:
    """An attachment was added to an answer while another question may stand; `count` it now holds."""

    question: str
    count: int


@dataclass(frozen=True, slots=True)
class AlreadyNoted:
    """Nothing changed: a double tap, a stale button, a forged one. Draw the card again."""

    question: str | None = None


@dataclass(frozen=True, slots=True)
class OfferChange:
    """An old button with another choice: "That question is answered. Change it?" The view holds the two options."""

    question: str


@dataclass(frozen=True, slots=True)
class Reviewed:
    """All that must be asked is answered: the review card stands."""


@dataclass(frozen=True, slots=True)
class FigureRecord:
    """A counted number of a report."""

    key: str
    value: int | Decimal
    qualifier: str
    basis: str
    measure: str
    question: str


@dataclass(frozen=True, slots=True)
class Filing:
    """What a finished session files.

    `content`: every relevant answer by question, as `Response.to_json` (free text: to be encrypted); of a repeat a
    list of its instances, each such answers by question. `figures` and `attachments` name a question inside one
    `trainings[2]/people`.
    `core`: core field to coded value (ISO date, choice name, number). `told`: core field to free text
    (place, title, story). `attachments`: (question, attachment id) in the order given. `pictures_lack`: see
    `flows.evidence`.
    """

    kind: str
    flow: str
    revision: str
    language: str
    content: Mapping[str, Any]
    core: Mapping[str, Any]
    told: Mapping[str, str]
    figures: tuple[FigureRecord, ...]
    attachments: tuple[tuple[str, str], ...]
    pictures_lack: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filed:
    """The person filed the report."""

    filing: Filing


Effect = Asked | Checking | Rejected | Accepted | AlbumGrown | AlreadyNoted | OfferChange | Reviewed | Filed
