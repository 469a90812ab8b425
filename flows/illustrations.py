"""Pictures, films and recordings that stand with a question: its own, its choices', those of the notes above it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flows.definition import SELECT_TYPES, Media
from flows.facts import Facts
from flows.limits import PAGE_SIZE
from flows.revision import Compiled

#: In the order in which they are shown; the words stand below the last one.
KINDS = ("audio", "video", "image")


@dataclass(frozen=True, slots=True)
class Illustration:
    """`kind`: audio, video or image. `files`: SHA-256 in hexadecimal, each with the number of the choice that it shows
    (0: of none); several are pictures for one picture."""

    kind: str
    files: tuple[tuple[int, str], ...]


def illustrations(
    facts: Facts, notes: Iterable[Compiled], question: Compiled | None, page: int = 0
) -> tuple[Illustration, ...]:
    """What is shown where these notes stand above this question (None: the review card), at a page of its choices."""
    if not facts.revision.flow.media:
        return ()
    found = [each for note in notes for each in _own(facts, note.question.media, ())]
    if question is not None:
        found += _own(facts, question.question.media, tuple(_of_choices(facts, question, page)))
    return tuple(found)


def has_numbers(shown: Iterable[Illustration]) -> bool:
    """Whether a picture shows choices by numbers, so that their buttons must bear them."""
    return any(number for each in shown for number, _ in each.files)


def _own(facts: Facts, media: Media, choices: tuple[tuple[int, str], ...]) -> Iterator[Illustration]:
    for kind in KINDS:
        own = _file(facts, media, kind)
        files = (((0, own),) if own else ()) + (choices if kind == "image" else ())
        if files:
            yield Illustration(kind, files)


def _of_choices(facts: Facts, question: Compiled, page: int) -> Iterator[tuple[int, str]]:
    if question.type not in SELECT_TYPES or question.choices is None:
        return
    first = page * PAGE_SIZE
    for number, name in enumerate(facts.offered(question)[first : first + PAGE_SIZE], 1):
        shown = _file(facts, question.choices[name].media, "image")
        if shown:
            yield number, shown


def _file(facts: Facts, media: Media, kind: str) -> str | None:
    """The file of a kind in the session's language."""
    names = media.get(kind)
    if not names:
        return None
    flow = facts.revision.flow
    return flow.media.get(facts.revision.words(names, facts.session.language))
