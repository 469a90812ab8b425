"""A digest in words: the caption under its picture, and what its buttons say. Pure.

Telegram allows 1,024 characters under a picture. What is too much goes line by line, the least important first, so that
nothing is ever cut inside a number.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import unescape

from babel.dates import format_interval

from reports.charts.content import Amount, amount_words, part_words
from reports.digest.content import Awaited, Cell, Changed, Compared, Decision, Digest, Names, Part
from reports.digest.nouns import KIND, RESTORED, WITHDRAWN, counted, named
from reports.periods import Covered, Kind, kind_of
from storage.scopes import Within
from texts.areas import AREA_WORDS
from texts.cards import TAG
from texts.clipping import utf16_len
from texts.dates import date_words, month_words
from texts.locale import N_, Html, Voice
from texts.numbers import local_digits

LIMIT = 1_000  # UTF-16 units after parsing
TITLE, HEAD = 0, 1  # importance; larger numbers go first
MOST_FIGURES, MOST_NAMED, MOST_AWAITED, MOST_LATE = 6, 4, 4, 3
HAPPENED, CHANGED, AWAITED, DECIDE = (
    N_("What happened"), N_("What changed"), N_("Not yet received"), N_("Needs a decision"),
)  # fmt: skip
SO_FAR: dict[Kind, str] = {
    "day": N_("So far: the day is not over yet."),
    "week": N_("So far: the week is not over yet."),
    "month": N_("So far: the month is not over yet."),
}
QUIET: dict[Kind, str] = {
    "day": N_("A quiet day: nothing was reported."),
    "week": N_("A quiet week: nothing was reported."),
    "month": N_("A quiet month: nothing was reported."),
}
NOT_YET: dict[Kind, str] = {
    "day": N_("Nothing has been reported yet today."),
    "week": N_("Nothing has been reported yet this week."),
    "month": N_("Nothing has been reported yet this month."),
}
BEYOND: dict[Kind, str] = {
    "day": N_("reaching into another day"),
    "week": N_("reaching into another week"),
    "month": N_("reaching into another month"),
}

LATE: dict[Kind, str] = {
    "day": N_("Came in after the digest of the day before: {counted}"),
    "week": N_("Came in after the digest of the week before: {counted}"),
    "month": N_("Came in after the digest of the month before: {counted}"),
}
LATE_CHANGE: dict[Kind, str] = {
    "day": N_("Changed after the digest of the day before: {counted}"),
    "week": N_("Changed after the digest of the week before: {counted}"),
    "month": N_("Changed after the digest of the month before: {counted}"),
}
JOINT: dict[Part, str] = {
    "elsewhere": N_("Of joint events, counted elsewhere: {counted}"),
    "share": N_("Share of joint events: {counted}"),
    "joint": N_("Of joint events: {counted}"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """What the caption tells or leaves out together, in the block under `head`; the larger `weight`, the sooner it is
    left out. `updates`: how many not yet received it tells of; `told`: the number that it tells beside others."""

    text: Html
    weight: int
    head: str = ""
    updates: int = 0
    told: Compared | None = None


@dataclass(frozen=True, slots=True)
class Caption:
    """The words below the picture; `told`: the numbers that they tell beside those before. The picture shows no other,
    so that whoever can not see it misses none."""

    text: Html
    told: tuple[Compared, ...]


def caption(digest: Digest, voice: Voice, limit: int = LIMIT) -> Caption:
    """The whole digest, in at most so many UTF-16 units after parsing."""
    lines = list(_lines(digest, voice))
    further = [each for each in lines if each.told is not None and each.told.cell.key != KIND][MOST_FIGURES:]
    further += [each for each in lines if each.head == AWAITED][MOST_AWAITED:]
    lines = [each for each in lines if each not in further]
    more = sum(each.updates for each in further)
    text = _joined(lines, voice, more)
    while length(text) > limit and len(lines) > 1:
        heaviest = max(range(len(lines)), key=lambda at: (lines[at].weight, at))
        more += lines.pop(heaviest).updates
        text = _joined(lines, voice, more)
    return Caption(text, tuple(each.told for each in lines if each.told is not None))


def whole(digest: Digest, voice: Voice) -> Html:
    """The same without a limit."""
    return _joined(list(_lines(digest, voice)), voice)


def length(text_html: str) -> int:
    """In UTF-16 units, as Telegram measures it."""
    return utf16_len(unescape(TAG.sub("", text_html)))


def title(digest: Digest, voice: Voice) -> str:
    """"Germany · Week 43, 20–26 Oct 2014"."""
    return voice.beside(scope_words(digest.scope, digest.scope_names, voice), period_words(digest.covered, voice))


def summary(told: Sequence[Compared], voice: Voice) -> str:
    """Their main point: "37,181 signatures delivered · 1 change"."""
    weightiest = [each for each in told if each.cell.key != KIND][:1]  # then what changed, sooner than what was done
    kinds = sorted((each for each in told if each.cell.key == KIND), key=lambda each: each.cell.basis != "outcome")
    heads = [*weightiest, *kinds[: 2 - len(weightiest)]]
    return voice.beside(*(counted(each.cell, each.names, voice) for each in heads))


def reservations(digest: Digest, voice: Voice) -> list[str]:
    """What one must know of its numbers: by which day they are counted, if not by filing, and that more may come."""
    by_day = [voice("Counted by the day on which it happened.")] if digest.by == "occurred" else []
    running = [voice(SO_FAR[kind_of(digest.covered)])] if digest.so_far and not digest.empty else []
    return by_day + running


def scope_words(scope: Within, names: Names, voice: Voice) -> str:
    """What it tells of; `names`: its labels by language."""
    if scope.scope == "everything":
        return voice("All sections")
    return named(names, voice.language) or scope.key


def period_words(covered: Covered, voice: Voice) -> str:
    """"Week 43, 20–26 Oct 2014", "October 2014" or "Tue 21 Oct 2014"."""
    match kind_of(covered):
        case "month":
            return month_words(covered.since, voice)
        case "week":
            written = format_interval(covered.since, covered.until, "yMMMd", locale=voice.locale)
            number = covered.since.isocalendar().week
            return voice("Week {n}, {days}", n=number, days=local_digits(written, voice.locale))
    return date_words(covered.since, voice, covered.since.replace(year=covered.since.year - 1, day=1))


def _lines(digest: Digest, voice: Voice) -> Iterator[Line]:
    kind = kind_of(digest.covered)
    yield Line(voice.html("<b>{title}</b>", title=title(digest, voice)), TITLE)
    for told in reservations(digest, voice):
        yield Line(voice.html("{told}", told=told), 2)
    if digest.empty:
        yield Line(voice.html(NOT_YET[kind] if digest.so_far else QUIET[kind]), HEAD)
    yield from _happened(digest, voice)
    yield from _changed(digest, voice)
    yield from _awaited(digest, voice)
    for number, each in enumerate(digest.decisions):
        yield Line(_decision(each, voice), 4 + number, DECIDE)


def _happened(digest: Digest, voice: Voice) -> Iterator[Line]:
    kind = kind_of(digest.covered)
    for number, each in enumerate(digest.figures):
        text = _compared(each, kind, voice)
        if each.corrected is not None:  # no number without its correction
            text = Html(f"{text}\n{_corrected(each, voice)}")
        yield Line(text, HEAD + 6 * number, HAPPENED, told=each)
    for number, each in enumerate(digest.reports):
        yield Line(_compared(each, kind, voice), 3 + 2 * number, HAPPENED, told=each)
    for cell, names in digest.joint:
        yield Line(voice.html(JOINT[cell.part], counted=counted(cell, names, voice)), 4, HAPPENED)
    for cell in digest.withdrawn:
        yield Line(voice.html("{told}", told=counted(cell, {}, voice)), 5, HAPPENED)
    for words, some in ((LATE, digest.late), (LATE_CHANGE, digest.changed_late)):
        if some:
            yield Line(voice.html(words[kind], counted=_late(some, voice)), 4, HAPPENED)


def _late(some: Sequence[tuple[Cell, Names]], voice: Voice) -> str:
    """How many reports, and the weightiest of what they count."""
    reports = [counted(cell, names, voice) for cell, names in some if cell.key in (KIND, WITHDRAWN, RESTORED)]
    figures = [counted(cell, names, voice) for cell, names in some[len(reports) :]][:MOST_LATE]
    if not (reports and figures):
        return voice.listed(reports or figures)
    return voice("{told} ({beside})", told=voice.listed(reports), beside=voice.listed(figures))


def _compared(each: Compared, kind: Kind, voice: Voice) -> Html:
    told = voice.html("<b>{counted}</b>", counted=counted(each.cell, each.names, voice))
    beside = [*_before(each, kind, voice), *_earlier(each, voice), *([voice(BEYOND[kind])] if each.beyond else [])]
    return voice.html("{told} ({beside})", told=told, beside=Html(voice.listed(beside))) if beside else told


def _before(each: Compared, kind: Kind, voice: Voice) -> Iterator[str]:
    if each.before is not None:
        number = amount_words(Amount(each.before.value, each.before.qualifier), voice)
        yield voice("{what}: {number}", what=part_words("last", kind, voice), number=number)
    if each.four is not None and each.mean is not None:
        number = amount_words(Amount(each.mean, each.four.qualifier), voice)
        yield voice("{what}: {number}", what=part_words("mean", kind, voice), number=number)


def _earlier(each: Compared, voice: Voice) -> Iterator[str]:
    if each.happened:
        month = month_words(each.happened[0], voice)
        if len(each.happened) == 1 and each.wholly:
            yield voice("happened in {month}", month=month)
        else:
            yield voice("some of it happened in {month}", month=month)


def _corrected(each: Compared, voice: Voice) -> Html:
    assert each.corrected is not None
    return voice.html("corrected: {counted}", counted=counted(each.corrected, each.names, voice))


def _changed(digest: Digest, voice: Voice) -> Iterator[Line]:
    for number, each in enumerate(digest.changes):
        yield Line(_change(each, voice), 3 + 3 * number, CHANGED)
    for cell in digest.withheld:
        yield Line(_told(cell, voice.html("{told}", told=counted(cell, {}, voice)), voice), 10, CHANGED)


def _change(each: Changed, voice: Voice) -> Html:
    told = _told(each.cell, voice.html("<b>{counted}</b>", counted=counted(each.cell, each.names, voice)), voice)
    whose = [named(names, voice.language) for names in each.whose]
    return voice.html("{told} ({whose})", told=told, whose=voice.listed(whose)) if whose else told


def _told(cell: Cell, counted: Html, voice: Voice) -> Html:
    """An outcome edited in a later period is no new one."""
    edited = cell.part == "edited"
    return voice.html("reported earlier, edited since: {counted}", counted=counted) if edited else counted


def _awaited(digest: Digest, voice: Voice) -> Iterator[Line]:
    """A line for all sections of which the same has not come, the most, then the longest due
    first; MOST_NAMED of them by name."""
    alike: dict[tuple[tuple[str, ...], tuple[date, ...]], list[Awaited]] = {}
    for each in digest.awaited:
        alike.setdefault((each.areas, each.months), []).append(each)
    ordered = sorted(alike.items(), key=lambda one: (-len(one[1]), one[0][1], one[0][0]))
    for number, (_, some) in enumerate(ordered):
        text = not_received(some[0], digest.today, voice)
        if digest.scope.scope != "section":
            who = _who([named(each.section, voice.language) for each in some], voice)
            text = voice.html("{what} – {who}", what=text, who=who)
        yield Line(text, 5 + 2 * number, AWAITED, sum(each.updates for each in some))


def not_received(awaited: Awaited, today: date, voice: Voice) -> Html:
    """"Section update for October 2014: media (expected by 7 Nov)", without the section."""
    areas, months = areas_words(awaited.areas, voice), awaited.months
    first, day = month_words(months[0], voice), date_words(awaited.since, voice, today)
    if len(months) == 1:
        return voice.html(
            "Section update for {month}: {areas} (expected by {date})", areas=areas, month=first, date=day
        )
    told = voice.plural(
        "Section updates for {n} month since {month}: {areas} (the first expected by {date})",
        "Section updates for {n} months since {month}: {areas} (the first expected by {date})",
        len(months),
        areas=areas,
        month=first,
        date=day,
    )
    return voice.html("{told}", told=told)


def areas_words(areas: Sequence[str], voice: Voice) -> str:
    """Their names; all of them are not listed."""
    if len(areas) == len(AREA_WORDS):
        return voice("all four areas")
    return voice.listed([voice(AREA_WORDS[each]) for each in areas])


def _who(sections: Sequence[str], voice: Voice) -> str:
    more = len(sections) - MOST_NAMED
    if more <= 0:
        return voice.listed(sections)
    names = voice.listed(sections[:MOST_NAMED])
    return voice.plural("{names} and {n} more", "{names} and {n} more", more, names=names)


def _decision(each: Decision, voice: Voice) -> Html:
    if each.cell is None:
        return voice.html("Somebody at risk can no longer be reached here. Please make sure, in another way, that they "
                          "are well.")  # fmt: skip
    return voice.html("{told}", told=counted(each.cell, {}, voice))


def _joined(lines: Sequence[Line], voice: Voice, more: int = 0) -> Html:
    """Blocks under their heads, a blank line between them; `more`: updates not yet received that no line tells of."""
    blocks: dict[str, list[Html]] = {}
    for each in lines:
        blocks.setdefault(each.head, []).append(each.text)
    if more and AWAITED in blocks:
        blocks[AWAITED].append(Html(voice.plural("… and {n} more", "… and {n} more", more)))
    parts = []
    for head, texts in blocks.items():
        parts.append("\n".join([voice.html("<b>{head}</b>", head=voice(head)), *texts] if head else texts))
    return Html("\n\n".join(parts))
