"""/section: what a section sets for itself. Zone, language, expected areas, calendar, groups; and whether it is at
risk.
"""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError

from bot import tasks
from bot.codes import ROW, row_key
from bot.rights import Act, Subject
from bot.staff import home_of, refuse, section_code, section_name, tap_of, tapped_section, which_section
from bot.tasks import Task
from bot.turn import Turn
from flows.zones import zone_label, zones
from storage.people_store import SectionRecord
from texts.areas import AREA_WORDS
from texts.buttons import Tap
from texts.cards import Button, Card, Row, keyboard
from texts.dates import time_words
from texts.locale import LANGUAGES, NATIVE_NAMES, Html, Voice
from texts.verbs import ChatVerb

ASKED = (Task.ZONE, Task.BLOCK, Task.GROUP)
"""What is asked in words, by the index of its button."""


def section(turn: Turn) -> None:
    """/section"""
    found = home_of(turn, Act.MANAGE_SECTION)
    if found is not None:
        turn.show(section_card(turn, found))
    else:
        which_section(turn, Act.MANAGE_SECTION, ChatVerb.SECTION, ChatVerb.SECTION_OF, 0)


def of_sections(turn: Turn) -> None:
    """More sections to choose from."""
    which_section(turn, Act.MANAGE_SECTION, ChatVerb.SECTION, ChatVerb.SECTION_OF, tap_of(turn).index)


def shown(turn: Turn) -> None:
    """A section was tapped, or the way back to it."""
    found = tapped_section(turn, Act.MANAGE_SECTION)
    if found is not None:
        turn.show(section_card(turn, found))


def ask(turn: Turn) -> None:
    """Something that no button can tell."""
    found, tap = tapped_section(turn, Act.MANAGE_SECTION), tap_of(turn)
    if found is None:
        return
    group = row_key(turn.desk.tables(turn.stores)["groups"], tap.code[ROW:] or "0" * ROW)
    if tap.index >= len(ASKED) or group is None:
        turn.show(section_card(turn, found))
        return
    tasks.begin(turn, ASKED[tap.index], found.key, **({"group": group} if group else {}))


def zone_answered(turn: Turn, answers: Mapping[str, str]) -> Card:
    """The end of the task that asks for the zone."""
    found, zone = section_of_task(turn, answers), answers.get("zone", "")
    if found is None or zone not in zones():
        return task_refused(turn)
    turn.stores.organisation.set_zone(found.id, zone)
    return section_card(turn, changed(turn, found, "zone"), turn.voice("Noted."))


def languages(turn: Turn) -> None:
    """In which language the section is written to."""
    found = tapped_section(turn, Act.MANAGE_SECTION)
    if found is None:
        return
    code = section_code(turn, found)
    buttons = [
        Button(NATIVE_NAMES[each], Tap(ChatVerb.SECTION_LANGUAGE.value, code, 0, index))
        for index, each in enumerate(LANGUAGES)
    ]
    text = turn.voice.html("<b>In which language shall {section} be written to?</b>", section=_name(turn, found))
    turn.show(Card(text, keyboard(buttons, manners=[back_to_section(turn, found)])))


def set_language(turn: Turn) -> None:
    """A language was tapped."""
    found, index = tapped_section(turn, Act.MANAGE_SECTION), tap_of(turn).index
    if found is None:
        return
    if index < len(LANGUAGES):
        turn.stores.organisation.set_language(found.id, LANGUAGES[index])
        found = changed(turn, found, "language")
    turn.show(section_card(turn, found, turn.voice("Noted.")))


def risk(turn: Turn) -> None:
    """Ask once before a section is marked, or no longer."""
    found, at_risk = _markable(turn), bool(tap_of(turn).index)
    if found is None:
        return
    voice, code = turn.voice, section_code(turn, found)
    text = (
        voice.html(
            "<b>Mark {section} as at risk?</b>\nIts people could be harmed by what is said of them: messages that "
            "nobody asked for stay neutral, its reports are left out of what researchers and evaluators see, and "
            "pictures are internal by default.",
            section=_name(turn, found),
        )
        if at_risk
        else voice.html("<b>Is {section} no longer at risk?</b>\nThe special care ends.", section=_name(turn, found))
    )
    label = voice.button("Yes, mark it") if at_risk else voice.button("Yes, it is safe now")
    yes = Button(label, Tap(ChatVerb.SECTION_RISK_SURE.value, code, 0, int(at_risk)))
    no = Button(voice.button("No, leave it"), Tap(ChatVerb.SECTION.value, code))
    turn.show(Card(text, ((yes,), (no,))))


def risk_surely(turn: Turn) -> None:
    """Mark it, or no longer."""
    found, at_risk = _markable(turn), bool(tap_of(turn).index)
    if found is None:
        return
    turn.stores.organisation.set_at_risk(found.id, at_risk)
    found = changed(turn, found, "at_risk" if at_risk else "not_at_risk")
    turn.show(section_card(turn, found, turn.voice("Noted.")))


def section_card(turn: Turn, found: SectionRecord, note: str = "") -> Card:
    """All that is set, and a button for each."""
    voice, details = turn.voice, turn.stores.organisation.details(found.id)
    groups = turn.stores.organisation.groups_of(found.id)
    areas = voice.listed([voice(AREA_WORDS[each]) for each in details.areas]) if details.areas else voice("none")
    here = time_words(turn.now.astimezone(ZoneInfo(found.zone)).time(), voice)
    zone = zone_label(found.zone, voice.language)
    lines = [
        voice.html("<b>{section}</b>", section=_name(turn, found)),
        voice.html("Time zone: {zone}, now {time}", zone=zone, time=here),
        voice.html("Language: {language}", language=_language(found.language, voice.locale)),
        voice.html("Expected to report on: {areas}", areas=areas),
        Html(_calendar_words(voice, len(details.calendar))),
        voice.html("Groups: {n}", n=len(groups)),
    ]
    if found.at_risk:
        lines.append(voice.html("<b>This section is marked as at risk.</b>"))
    if note:
        lines += [Html(""), voice.html("{note}", note=note)]
    return Card(Html("\n".join(lines)), _rows(turn, found))


def _calendar_words(voice: Voice, entries: int) -> str:
    if not entries:
        return voice("Calendar: no days yet")
    return voice.plural("Calendar: {n} entry", "Calendar: {n} entries", entries)


def _rows(turn: Turn, found: SectionRecord) -> tuple[Row, ...]:
    voice, code = turn.voice, section_code(turn, found)
    choices = [
        Button(voice.button("Time zone"), Tap(ChatVerb.TASK.value, code, 0, ASKED.index(Task.ZONE))),
        Button(voice.button("Language"), Tap(ChatVerb.SECTION_LANGUAGES.value, code)),
        Button(voice.button("Expected areas"), Tap(ChatVerb.SECTION_AREAS.value, code)),
        Button(voice.button("Calendar"), Tap(ChatVerb.SECTION_CALENDAR.value, code)),
        Button(voice.button("Groups"), Tap(ChatVerb.SECTION_GROUPS.value, code)),
    ]
    if turn.may(Act.MARK_AT_RISK, Subject(section=found.key)):
        label = voice.button("No longer at risk") if found.at_risk else voice.button("Mark as at risk")
        choices.append(Button(label, Tap(ChatVerb.SECTION_RISK.value, code, 0, int(not found.at_risk))))
    return keyboard(choices)


def changed(turn: Turn, found: SectionRecord, what: str) -> SectionRecord:
    """Note the change, let everybody see it, and read the section afresh."""
    stores = turn.stores
    stores.audit.add(f"section {what}", "section", found.id, turn.now, turn.active.id)
    turn.desk.look_again()
    turn.person = stores.people.get(turn.active.id)
    fresh = stores.organisation.section(found.key)
    assert fresh is not None
    return fresh


def section_of_task(turn: Turn, answers: Mapping[str, str]) -> SectionRecord | None:
    """The section that a task is about, if the person still works for it."""
    key = answers.get("subject", "")
    found = turn.stores.organisation.section(key)
    return found if found is not None and turn.may(Act.MANAGE_SECTION, Subject(section=key)) else None


def task_refused(turn: Turn) -> Card:
    """The right, or what it was about, is gone meanwhile."""
    return Card(turn.voice("That is for those who work for a section. /help shows what you can do here."))


def back_to_section(turn: Turn, found: SectionRecord) -> Button:
    """To its card."""
    return Button(turn.voice.button("Back"), Tap(ChatVerb.SECTION.value, section_code(turn, found)))


def _markable(turn: Turn) -> SectionRecord | None:
    """The section of the button, for those who may say whether it is at risk."""
    found = tapped_section(turn, Act.MANAGE_SECTION)
    if found is not None and not turn.may(Act.MARK_AT_RISK, Subject(section=found.key)):
        refuse(turn)
        return None
    return found


def _name(turn: Turn, found: SectionRecord) -> str:
    return section_name(turn, found.key)


def _language(code: str, locale: Locale) -> str:
    """The language's name in the person's; a section may be written to in one that the bot does not speak yet."""
    try:
        return Locale.parse(code).get_display_name(locale) or code
    except (UnknownLocaleError, ValueError):
        return code
