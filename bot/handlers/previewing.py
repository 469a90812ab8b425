"""Walking through the draft of a flow as a respondent would, in any of its languages: nothing comes of it, and nothing
of it is kept.
"""

from typing import cast

from bot.codes import ROW
from bot.draft import Draft, begin_draft, draft_of, pause_others
from bot.handlers.drafts import delete_for_good
from bot.handlers.flows.opened import Opened, known_flows, mark, tapped_flow
from bot.handlers.flows.pages import flow_card
from bot.handlers.flows.words import language_name
from bot.menu import menu_card
from bot.staff import tap_of
from bot.turn import Turn
from flows.definition import Flow
from flows.effects import Filing
from flows.engine import relabel
from flows.expressions import ExpressionError
from flows.previews import preview_of
from flows.revision import Revision, content_hash
from storage.ids import short_code
from texts.buttons import Tap
from texts.cards import PAGE_SIZE, Button, Card, keyboard
from texts.locale import NATIVE_NAMES, Html
from texts.numbers import Qualifier, qualified
from texts.verbs import ChatVerb


def preview(turn: Turn) -> None:
    """[Preview]: in which language, if the flow has several, then its first question."""
    opened = tapped_flow(turn)
    if opened is None:
        return
    languages, wanted = opened.flow.languages, tap_of(turn).index
    if len(languages) > 1 and not 0 < wanted <= len(languages):
        taps = [Tap(ChatVerb.PREVIEW.value, opened.code, 0, place) for place in range(1, len(languages) + 1)]
        turn.show(_languages(turn, opened.flow, taps, Button(turn.voice.button("Back"), flow_tap(opened.code))))
        return
    _begin(turn, opened, languages[max(wanted, 1) - 1])


def _begin(turn: Turn, opened: Opened, language: str) -> None:
    shown = preview_of(opened.flow)
    try:
        Revision.of(shown)
    except ExpressionError as error:
        note = turn.voice("It can not be walked through before this is mended: {problem}", problem=error.told)
        turn.show(flow_card(turn, opened, note))
        return
    content = shown.model_dump_json(exclude_defaults=True)
    row = turn.stores.flows.keep(shown.key, content, content_hash(shown), turn.now)
    draft = begin_draft(turn, short_code(), row.id)
    draft.session = relabel(draft.session, language)
    draft.show_first()


def languages(turn: Turn) -> None:
    """[Another language] of a preview under way."""
    draft = _draft(turn)
    if draft is not None:
        flow, pen = draft.revision.flow, draft.pen
        taps = [pen.tap(ChatVerb.PREVIEW_LANGUAGE, place) for place in range(len(flow.languages))]
        draft.show_card(_languages(turn, flow, taps, pen.back_to_question()))


def language(turn: Turn) -> None:
    """One was tapped: the preview goes on in it; the person's own stays as it is."""
    draft = _draft(turn)
    if draft is not None:
        spoken = draft.revision.flow.languages
        draft.session = relabel(draft.session, spoken[min(tap_of(turn).index, len(spoken) - 1)])
        draft.show()


def end(turn: Turn) -> None:
    """[End the preview]"""
    draft = _draft(turn)
    if draft is not None:
        delete_for_good(draft, _over(draft, ()))


def finished(draft: Draft, filing: Filing) -> None:
    """It was walked through to the end: what would have been counted is told, and all of it is erased."""
    voice, flow = draft.context.voice, draft.revision.flow
    counted = []
    for each in filing.figures:
        question = draft.revision.by_name[each.question].question
        label = draft.revision.words(question.line or question.label, draft.session.language) or each.key
        number = qualified(each.value, cast(Qualifier, each.qualifier), voice)
        counted.append(voice.html("{label}: {answer}", label=label, answer=number))
    assert flow.files == filing.kind
    delete_for_good(draft, _over(draft, tuple(counted)))


def _over(draft: Draft, counted: tuple[Html, ...]) -> Card:
    voice, parts = draft.context.voice, [draft.context.voice.html("<b>This was a preview: nothing was kept.</b>")]
    if counted:
        parts.append(Html("\n".join([voice.html("A report like this would have counted:"), *counted])))
    code = _code(draft)
    rows = keyboard(
        [
            Button(voice.button("Preview again"), Tap(ChatVerb.PREVIEW.value, code)),
            Button(voice.button("Back to the flow"), flow_tap(code)),
        ]
    )
    return Card("\n\n".join(parts), rows if code else ())


def _code(draft: Draft) -> str:
    """Of the flow that it previewed, if it is there still."""
    shown = draft.revision.flow.key
    flows = (each.flow for each in known_flows(draft.turn).values())
    return next((mark(each.key) for each in flows if preview_of(each).key == shown), "")


def flow_tap(code: str) -> Tap:
    """To the page of the flow."""
    return Tap(ChatVerb.FLOW.value, code[:ROW])


def _languages(turn: Turn, flow: Flow, taps: list[Tap], back: Button) -> Card:
    names = [NATIVE_NAMES.get(each) or language_name(turn.voice, each) for each in flow.languages]
    buttons = [Button(name, tap) for name, tap in zip(names, taps, strict=True)][:PAGE_SIZE]
    return Card(turn.voice.html("<b>In which language?</b>"), keyboard(buttons, manners=[back]))


def _draft(turn: Turn) -> Draft | None:
    """The preview that a button belongs to, made the open session; explains if it is over."""
    row = draft_of(turn, tap_of(turn).code)
    draft = None if row is None else Draft.of(turn, row)
    if row is None or draft is None or not draft.is_preview:
        turn.show(menu_card(turn, note=turn.voice("That preview is over.")))
        return None
    if row.status != "open":
        pause_others(turn, keep=row)
    return draft
