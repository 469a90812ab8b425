"""What is set of a flow as a whole: its title, who may begin it; and the further questions of one section."""

from bot.codes import ROW, row_key
from bot.handlers.flows.cards import back_to_flow, questions_card, ticked, wording_button
from bot.handlers.flows.opened import Opened, find_flow, mark, may_edit, seen, tapped_flow
from bot.handlers.flows.pages import flow_card
from bot.handlers.flows.saving import change
from bot.handlers.flows.words import language_name, words_in
from bot.rights import ROLES, Act
from bot.roles import role_name
from bot.staff import paging, pairs, section_code, section_name, sections_within, tap_of
from bot.turn import Turn
from flows.composing import addon_key
from flows.definition import Flow
from flows.editing.acts import FLOW
from flows.stored import content_of
from storage.people_store import SectionRecord
from texts.buttons import Tap
from texts.cards import Button, Card, keyboard, page, pages
from texts.locale import Html
from texts.verbs import ChatVerb


def settings(turn: Turn) -> None:
    """Title and audience."""
    opened = tapped_flow(turn, editing=True)
    if opened is not None:
        turn.show(settings_card(turn, opened))


def set_audience(turn: Turn) -> None:
    """A role may begin the flow, or no longer."""
    opened, tap = tapped_flow(turn, editing=True), tap_of(turn)
    if opened is None:
        return
    role, wanted = ROLES[tap.index // 2 % len(ROLES)], tap.index % 2
    roles = {*opened.flow.audience, role} if wanted else set(opened.flow.audience) - {role}
    audience = [each for each in ROLES if each in roles]
    saved = change(turn, opened, FLOW, "audience", audience, tap.version)
    turn.show(settings_card(turn, saved.opened, saved.note))


def settings_card(turn: Turn, opened: Opened, note: str = "") -> Card:
    """The title in each language, and the roles that may begin the flow."""
    voice, flow = turn.voice, opened.flow
    lines = [voice.html("<b>{title}</b>", title=words_in(flow.title, flow, turn.language))]
    for language in flow.languages:
        told = {"language": language_name(voice, language), "words": flow.title.get(language, "–")}
        lines.append(voice.html("{language}: {words}", **told))
    lines += [Html(""), voice.html("Tap a language to change the title, or a role that may begin it.")]
    titles = [
        wording_button(turn, opened.code, language, flow.title, at)
        for at, language in enumerate(flow.languages)
    ]
    standing = seen(list(flow.audience))
    roles = [
        Button(
            ticked(role_name(turn, role), role in flow.audience),
            Tap(ChatVerb.FLOW_AUDIENCE.value, opened.code, standing, 2 * at + (role not in flow.audience)),
        )
        for at, role in enumerate(ROLES)
    ]
    parts = [voice.html("{note}", note=note)] if note else []
    rows = (*pairs(titles), *pairs(roles), (back_to_flow(voice, opened),))
    return Card("\n\n".join([*parts, Html("\n".join(lines))]), rows)


def add_on(turn: Turn) -> None:
    """Further questions of one section: of which?"""
    opened = tapped_flow(turn)
    if opened is None:
        return
    sections = sections_within(turn, Act.EDIT_FLOW)
    if len(sections) == 1:
        _open_add_on(turn, opened, sections[0])
        return
    voice, number = turn.voice, tap_of(turn).index
    named = sorted(((section_name(turn, each.key), each) for each in sections), key=lambda one: one[0].casefold())
    buttons = [
        Button(name, Tap(ChatVerb.FLOW_ADDON_OF.value, opened.code + section_code(turn, each))) for name, each in named
    ]
    further = paging(voice, ChatVerb.FLOW_ADDON.value, opened.code, number, number + 1 < pages(buttons))
    text = voice.html("<b>Which section shall ask more?</b>\nIts questions come at the end, for its own people only.")
    turn.show(Card(text, keyboard(page(buttons, number), further, [back_to_flow(voice, opened)])))


def add_on_of(turn: Turn) -> None:
    """The section was tapped."""
    opened = tapped_flow(turn)
    if opened is None:
        return
    key = row_key(turn.desk.tables(turn.stores)["sections"], tap_of(turn).code[ROW : 2 * ROW])
    section = next((each for each in sections_within(turn, Act.EDIT_FLOW) if each.key == key), None)
    if section is None:
        turn.show(flow_card(turn, opened, turn.voice("That section is not there any more.")))
    else:
        _open_add_on(turn, opened, section)


def _open_add_on(turn: Turn, opened: Opened, section: SectionRecord) -> None:
    """The section's own questions, begun if there are none yet."""
    flow = opened.flow
    if flow.section is not None:
        turn.show(flow_card(turn, opened))
        return
    begun = Flow(
        key=addon_key(flow.key, section.key),
        title=flow.title,
        languages=flow.languages,
        default_language=flow.default_language,
        files=flow.files,
        audience=flow.audience,
        items=(),
        extends=flow.key,
        section=section.key,
    )
    own = find_flow(turn, mark(begun.key), editing=True)
    if isinstance(own, str):  # there is none yet, or it is not theirs
        if not may_edit(turn, begun):
            turn.toast(own)
            return
        draft = turn.stores.flow_drafts.begin(begun.key, turn.active.id, turn.now, content_of(begun))
        own = Opened(begun, draft, None, opened.revision.flow if opened.revision else None)
    turn.show(questions_card(turn, own, 0))
