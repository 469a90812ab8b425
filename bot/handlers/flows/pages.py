"""/flows: the list of flows, and the page of one, from where everything about it is reached."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.codes import ID, ROW, read_id
from bot.flow_life.stored import problems_of
from bot.flow_outline import completeness
from bot.handlers.flows.approvals import agree_button, may_agree, waiting, widening_words
from bot.handlers.flows.opened import Opened, known_flows, may_edit, refuse_editing, subject_of, tapped_flow
from bot.handlers.flows.words import by_whom, language_name, name_of, words_in
from bot.menu import in_words
from bot.notices import tell, voice_of
from bot.rights import Act, reached
from bot.staff import paging, pairs, section_name, sections_within, tap_of
from bot.turn import Turn
from texts.buttons import Tap
from texts.cards import Button, Card, keyboard, page, pages
from texts.locale import N_, Html
from texts.verbs import ChatVerb

Shown = Callable[[Turn, Opened], bool]


def editable(turn: Turn, opened: Opened) -> bool:
    """The person may change the flow."""
    return may_edit(turn, opened.flow)


def drafted(turn: Turn, opened: Opened) -> bool:
    """There is something that is not published, and the person may change it."""
    return opened.draft is not None and editable(turn, opened)


def always(turn: Turn, opened: Opened) -> bool:
    """Whoever sees the flow."""
    return True


def _publishable(turn: Turn, opened: Opened) -> bool:
    return opened.draft is not None and turn.may(Act.PUBLISH_FLOW, subject_of(turn, opened.flow))


def _published(turn: Turn, opened: Opened) -> bool:
    return opened.revision is not None


def _extendable(turn: Turn, opened: Opened) -> bool:
    return opened.revision is not None and opened.flow.section is None and bool(sections_within(turn, Act.EDIT_FLOW))


@dataclass(frozen=True, slots=True)
class FlowButton:
    """A button on the page of a flow: its label, its verb (the tap's code is the flow's), and when it is there."""

    label: str
    verb: ChatVerb
    shown: Shown = editable


#: In the order of the page, two in a row.
FLOW_BUTTONS: tuple[FlowButton, ...] = (
    FlowButton(N_("Questions"), ChatVerb.QUESTIONS),
    FlowButton(N_("What was changed"), ChatVerb.FLOW_CHANGES),
    FlowButton(N_("What is to be mended"), ChatVerb.FLOW_PROBLEMS),
    FlowButton(N_("Preview"), ChatVerb.PREVIEW, always),
    FlowButton(N_("Publish"), ChatVerb.FLOW_PUBLISH, _publishable),
    FlowButton(N_("Discard the draft"), ChatVerb.FLOW_DISCARD, drafted),
    FlowButton(N_("As spreadsheet"), ChatVerb.FLOW_SHEET, always),
    FlowButton(N_("As a picture"), ChatVerb.FLOW_PICTURE, always),
    FlowButton(N_("For translators"), ChatVerb.FLOW_TRANSLATE, always),
    FlowButton(N_("Revisions"), ChatVerb.FLOW_HISTORY, _published),
    FlowButton(N_("Question health"), ChatVerb.FLOW_HEALTH, _published),
    FlowButton(N_("Title and audience"), ChatVerb.FLOW_SETTINGS),
    FlowButton(N_("Questions of one section"), ChatVerb.FLOW_ADDON, _extendable),
)


def flows(turn: Turn) -> None:
    """/flows, or a page of it."""
    if not reached(turn.active, Act.EDIT_FLOW):
        refuse_editing(turn)
        return
    turn.show(_list(turn, turn.incoming.tap.index if turn.incoming.tap else 0))


def shown(turn: Turn) -> None:
    """A flow was tapped, or the way back to it."""
    opened = tapped_flow(turn)
    if opened is not None:
        turn.show(flow_card(turn, opened))


def agree(turn: Turn) -> None:
    """A second admin agrees."""
    opened = tapped_flow(turn)
    if opened is None:
        return
    code = read_id(tap_of(turn).code[ROW : ROW + ID])
    found = next((pair for pair in waiting(turn, opened) if pair[0].id == code), None)
    if found is None:
        turn.show(flow_card(turn, opened, turn.voice("Nobody needs to agree to that any more.")))
        return
    approval, widening = found
    if not may_agree(turn, opened, approval):
        turn.toast(turn.voice("A second administrator has to agree to this, not whoever asked for it. /flows"))
        return
    stores = turn.stores
    stores.flow_drafts.approve(approval, turn.active.id, turn.now)
    stores.audit.add("agree", "flow_approval", approval.id, turn.now, turn.active.id)
    asker = stores.people.get(approval.asked_by) if approval.asked_by else None
    if asker is not None:
        voice = voice_of(turn.desk, asker)
        words = voice.html(
            "{who} has agreed: {what}. /flows",
            who=by_whom(turn, turn.active.id),
            what=widening_words(voice, opened, widening),
        )
        tell(stores, turn.desk, asker, Card(words))
    turn.show(flow_card(turn, opened, turn.voice("You have agreed.")))


def flow_card(turn: Turn, opened: Opened, note: str = "") -> Card:
    """The page of a flow: what is published, what is drafted, what stands in its way, and the ways on."""
    voice, flow = turn.voice, opened.flow
    parts = [voice.html("{note}", note=note)] if note else []
    lines = [voice.html("<b>{title}</b>", title=name_of(flow, ("flow",), turn.language)), *_state(turn, opened)]
    asked = waiting(turn, opened)
    parts += [Html("\n".join(lines)), *(widening_words(voice, opened, widening) for _, widening in asked)]
    agreeing = [agree_button(voice, opened, each) for each, _ in asked if may_agree(turn, opened, each)]
    buttons = [
        Button(voice.button(each.label), Tap(each.verb.value, opened.code))
        for each in FLOW_BUTTONS
        if each.shown(turn, opened)
    ]
    back = Button(voice.button("All flows"), Tap(ChatVerb.FLOWS.value))
    return Card("\n\n".join(parts), (*((each,) for each in agreeing), *pairs(buttons), (back,)))


def changes_in(turn: Turn, opened: Opened) -> int:
    """How many changes the draft holds that were not taken back."""
    if opened.draft is None:
        return 0
    history = turn.stores.flow_drafts.history(opened.flow.key)
    return sum(each.draft_id == opened.draft.id and each.undone_at is None for each in history)


def _state(turn: Turn, opened: Opened) -> list[Html]:
    voice, flow, draft = turn.voice, opened.flow, opened.draft
    lines = []
    if opened.revision is not None:
        lines.append(voice.html("Published: revision {n}", n=opened.revision.number))
    else:
        lines.append(voice.html("Not published yet"))
    if draft is not None and draft.version:
        changes = Html(voice.plural("{n} change", "{n} changes", changes_in(turn, opened)))
        told = {"who": by_whom(turn, draft.updated_by), "when": in_words(turn, draft.updated_at)}
        lines.append(voice.html("Draft: {changes}, the last by {who}, {when}", changes=changes, **told))
    shares = [
        voice("{language} {percent}%", language=language_name(voice, language), percent=share)
        for language, share in completeness(flow).items()
    ]
    asked = Html(voice.plural("{n} question", "{n} questions", sum(not each.retired for each in opened.questions)))
    lines.append(voice.html("{questions}; {languages}", questions=asked, languages=voice.listed(shares)))
    wrong = [each for each in problems_of(turn.stores, flow) if not each.warning]
    if draft is not None and wrong:
        problems = Html(voice.plural("{n} problem", "{n} problems", len(wrong)))
        lines.append(voice.html("⚠️ {problems} to mend before it can be published", problems=problems))
    return lines


def _list(turn: Turn, number: int) -> Card:
    voice = turn.voice
    found = sorted(known_flows(turn).values(), key=lambda each: words_in(each.flow.title, each.flow, turn.language))
    buttons = [Button(_label(turn, each), Tap(ChatVerb.FLOW.value, each.code)) for each in page(found, number)]
    further = paging(voice, ChatVerb.FLOWS.value, "", number, number + 1 < pages(found))
    text = voice.html(
        "<b>Flows</b>\nTap one to change it. Nobody meets a change before it is published, and who has begun finishes "
        "on the questions they began with."
    )
    asked = [widening_words(voice, each, widening) for each in found for _, widening in waiting(turn, each)]
    if asked:
        text = Html("\n".join([text, "", voice.html("A second administrator has to agree:"), *asked]))
    return Card(text, keyboard(buttons, further))


def _label(turn: Turn, opened: Opened) -> str:
    voice, draft = turn.voice, opened.draft
    published = voice("revision {n}", n=opened.revision.number) if opened.revision else ""
    changes = changes_in(turn, opened)
    drafted = voice.plural("{n} change", "{n} changes", changes) if changes or (draft and not published) else ""
    title = words_in(opened.flow.title, opened.flow, turn.language)
    section = section_name(turn, opened.flow.section) if opened.flow.section else ""
    by = by_whom(turn, draft.updated_by) if draft is not None and drafted else ""
    return voice.beside(title, section, published, drafted, by)
