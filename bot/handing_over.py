"""What comes of a flow that was sent as a file: problems to mend, files that are missing, what both sides changed, and
at last what is new in the draft. Cards for whoever sent it, after the file was read as well as after a tap.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from mimetypes import guess_type

from bot.codes import id_code
from bot.conflict_words import conflict_words, difference_lines
from bot.desk import Desk
from bot.flow_life.arriving import Arrival, settle, take_in
from bot.flow_life.contents import flow_of
from bot.handed import Handed
from bot.handlers.flows.opened import mark, seen
from bot.rights import Act, Subject, may
from bot.translations_in import handed_back, meant, put_in
from flows.composing import section_of
from flows.definition import Flow
from flows.problems import Problem
from flows.stored import parsed
from storage.erasure import erase_reports
from storage.people_store import Person
from storage.stores import Stores
from texts.buttons import Tap
from texts.cards import Button, Card, Rows, keyboard
from texts.locale import Html, Voice
from texts.verbs import ChatVerb

PROBLEMS_SHOWN = 6  # on a card
DIFFERENCES_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Hands:
    """Whose hands it is in, in one transaction; also out of a turn of theirs."""

    stores: Stores
    desk: Desk
    person: Person
    voice: Voice


def told(hands: Hands, handed: Handed, media: Mapping[str, bytes]) -> Card:
    """What the person is asked or told once the files are read. `media`: those that labels show, by name."""
    read = handed.said
    assert read is not None and handed.read is not None
    if handed.read.get("translation") and not read.errors:
        return _translated(hands, handed)
    if read.flow is None or read.errors:
        handed.save(hands.stores)
        return problems_card(hands.voice, handed, 0)
    if not may(hands.person, Act.EDIT_FLOW, Subject(section=section_of(read.flow))):
        forget(hands.stores, handed)
        return Card(
            hands.voice.html("You may not change that flow, so I did not keep your file. /flows shows what you can.")
        )
    for name, content in media.items():
        hands.stores.flow_media.put(content, media_type(name), hands.stores.now)
    if read.missing and not handed.without:
        handed.save(hands.stores)
        return _missing_card(hands.voice, handed, read.missing)
    arrival = take_in(hands.stores, read.flow, read.base, hands.person.id)
    warnings = tuple(each for each in read.problems if each.warning)
    forget(hands.stores, handed)
    return arrived(hands, arrival, warnings)


def _translated(hands: Hands, handed: Handed) -> Card:
    """A translators' file: put into the draft of the flow that it is for."""
    voice, stores, person = hands.voice, hands.stores, hands.person
    assert handed.read is not None
    told = handed_back(handed.read["translation"])
    drafts = {each.flow_key: flow_of(each) for each in stores.flow_drafts.all()}
    known = {each.flow_key: flow_of(each) for each in stores.flows.published()} | drafts
    theirs = [each for each in known.values() if may(person, Act.EDIT_FLOW, Subject(section=section_of(each)))]
    flow = meant(told, theirs)
    forget(stores, handed)
    if flow is None:
        return Card(voice.html("I do not know which flow <b>{name}</b> translates. /flows", name=handed.name))
    translated, problems, count = put_in(stores, flow, told, person.id)
    counted = Html(voice.plural("{n} wording", "{n} wordings", count))
    title = title_of(translated, voice)
    head = voice.html("<b>{title}</b>: {wordings} of your file stand in the draft.", title=title, wordings=counted)
    lines = [problem_line(voice, each) for each in problems[:PROBLEMS_SHOWN]]
    return Card("\n\n".join([head, *lines]), _ways_on(voice, mark(flow.key)) if count else ())


def arrived(hands: Hands, arrival: Arrival, warnings: Sequence[Problem] = ()) -> Card:
    """The next conflict to decide; once there is none the flow stands in the draft, and what is new is told."""
    if arrival.conflicts:
        return _conflict_card(hands.voice, arrival)
    saved = settle(hands.stores, arrival, hands.person.id)
    if saved is None:
        return _conflict_card(hands.voice, arrival)
    return _draft_card(hands, arrival, warnings)


def forget(stores: Stores, handed: Handed) -> None:
    """It is done with, and its key too: whoever calls this in a turn sees to the erasing."""
    erase_reports(stores, [handed.row.id])


def problems_card(voice: Voice, handed: Handed, number: int) -> Card:
    """What is to be mended, a page of it."""
    read = handed.said
    problems = sorted(read.problems if read is not None else (), key=lambda each: each.warning)
    first = number * PROBLEMS_SHOWN
    counted = Html(voice.plural("{n} problem", "{n} problems", sum(not each.warning for each in problems)))
    head = voice.html(
        "<b>{name}</b>: {problems} to mend. Nothing was changed; please mend them and send the file again.",
        name=handed.name,
        problems=counted,
    )
    lines = [problem_line(voice, each) for each in problems[first : first + PROBLEMS_SHOWN]]
    paging = []
    if number:
        paging.append(_button(voice.button("‹ Before"), ChatVerb.HANDED_PROBLEMS, handed, number - 1))
    if first + PROBLEMS_SHOWN < len(problems):
        paging.append(_button(voice.button("Next ›"), ChatVerb.HANDED_PROBLEMS, handed, number + 1))
    return Card("\n\n".join([head, *lines]), (tuple(paging),) if paging else ())


def problem_line(voice: Voice, problem: Problem) -> Html:
    """Place, what is wrong, how to mend it."""
    sign = "•" if problem.warning else "⚠️"
    told = {"place": problem.place, "wrong": problem.wrong, "mend": problem.mend}
    return Html(f"{sign} " + voice.html("<b>{place}</b>: {wrong}\n→ {mend}", **told))


def _missing_card(voice: Voice, handed: Handed, missing: Sequence[str]) -> Card:
    text = voice.html(
        "<b>{name}</b> is read. It names files that are not here yet: {files}. Please send them now, as files.",
        name=handed.name,
        files=voice.listed(missing),
    )
    rows = keyboard(
        [
            _button(voice.button("Go on without them"), ChatVerb.HANDED_WITHOUT, handed),
            _button(voice.button("Discard"), ChatVerb.HANDED_DISCARD, handed),
        ]
    )
    return Card(text, rows)


def _conflict_card(voice: Voice, arrival: Arrival) -> Card:
    """What both changed: one of them at a time."""
    conflict, code = arrival.conflicts[0], id_code(arrival.upload.id)
    head = voice.html(
        "<b>{title}</b>: this was changed in the chat and in your file. Which shall it be? ({n} to decide)",
        title=title_of(arrival.flow, voice),
        n=len(arrival.conflicts),
    )
    version = conflict_mark(arrival)
    sides = keyboard(
        [
            Button(voice.button("Keep the chat’s"), Tap(ChatVerb.UPLOAD_SIDE.value, code, version, 0)),
            Button(voice.button("Take the file’s"), Tap(ChatVerb.UPLOAD_SIDE.value, code, version, 1)),
            Button(voice.button("Discard"), Tap(ChatVerb.UPLOAD_DISCARD.value, code)),
        ]
    )
    return Card("\n\n".join([head, conflict_words(voice, arrival.flow, conflict)]), sides)


def conflict_mark(arrival: Arrival) -> int:
    """What a button knows the conflict by that it decides: another one, another number."""
    kind, piece, path = arrival.conflicts[0].key
    return seen([kind.value, piece, path])


def _draft_card(hands: Hands, arrival: Arrival, warnings: Sequence[Problem]) -> Card:
    voice, flow, code = hands.voice, arrival.flow, mark(arrival.flow.key)
    published = hands.stores.flows.published_of(flow.key)
    title = title_of(flow, voice)
    if published is None:
        head = voice.html("<b>{title}</b> is a new flow ({key}). It stands as a draft now.", title=title, key=flow.key)
        lines: list[Html] = []
    else:
        head = voice.html(
            "<b>{title}</b> ({key}): your file stands in the draft. Against revision {n}:",
            title=title,
            key=flow.key,
            n=published.number,
        )
        lines = difference_lines(voice, parsed(published.content), flow, DIFFERENCES_SHOWN)
    told = [problem_line(voice, each) for each in warnings[:PROBLEMS_SHOWN]]
    return Card("\n\n".join([head, *(["\n".join(lines)] if lines else []), *told]), _ways_on(voice, code))


def _ways_on(voice: Voice, code: str) -> Rows:
    buttons = [
        Button(voice.button("Preview"), Tap(ChatVerb.PREVIEW.value, code)),
        Button(voice.button("Dry run"), Tap(ChatVerb.FLOW_DRY_RUN.value, code)),
        Button(voice.button("Publish"), Tap(ChatVerb.FLOW_PUBLISH.value, code)),
        Button(voice.button("Discard"), Tap(ChatVerb.FLOW_DISCARD.value, code)),
    ]
    return keyboard(buttons, manners=[Button(voice.button("To the flow"), Tap(ChatVerb.FLOW.value, code))])


def title_of(flow: Flow, voice: Voice) -> str:
    """What people call the flow."""
    return flow.title.get(voice.language) or flow.title.get(flow.default_language) or flow.key


def media_type(name: str) -> str:
    """Of a file that a label shows."""
    return guess_type(name)[0] or "application/octet-stream"


def _button(label: str, verb: ChatVerb, handed: Handed, index: int = 0) -> Button:
    return Button(label, Tap(verb.value, handed.row.code, handed.row.version, index))
