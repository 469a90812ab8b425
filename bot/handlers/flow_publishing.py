"""The way out of a draft: what it brings, what stands in its way, published with a note, or given up."""

from collections.abc import Mapping

from bot import tasks
from bot.conflict_words import difference_lines
from bot.flow_life.arriving import renew
from bot.flow_life.publishing import LeftOut, Published, Refused, publish_draft, unapproved_of
from bot.flow_life.stored import problems_of
from bot.flow_life.telling import tell_left_out
from bot.handing_over import DIFFERENCES_SHOWN, PROBLEMS_SHOWN, Hands, arrived, problem_line, title_of
from bot.handlers.flows.approvals import ask_others, widening_words
from bot.handlers.flows.opened import Opened, known_flows, subject_of, tapped_flow
from bot.handlers.flows.pages import changes_in, flow_card
from bot.menu import menu_card
from bot.rights import Act
from bot.staff import section_name, tap_of
from bot.turn import Turn
from texts.buttons import Tap
from texts.cards import Button, Card, keyboard
from texts.locale import Html
from texts.verbs import ChatVerb


def publishable(turn: Turn, opened: Opened) -> bool:
    """There is something to publish, and the person may."""
    return opened.draft is not None and may_publish(turn, opened)


def may_publish(turn: Turn, opened: Opened) -> bool:
    """Whether the person may put revisions of the flow before everybody."""
    return turn.may(Act.PUBLISH_FLOW, subject_of(turn, opened.flow))


def publish(turn: Turn) -> None:
    """[Publish]: what the draft brings, and what stands in its way."""
    opened = _tapped(turn)
    if opened is not None and opened.draft is not None:
        turn.show(publish_card(turn, opened))


def publish_card(turn: Turn, opened: Opened, note: str = "") -> Card:
    """What a draft brings and what stands in its way; whoever has to agree to it is asked."""
    voice, stores, flow, draft = turn.voice, turn.stores, opened.flow, opened.draft
    assert draft is not None
    parts = [voice.html("{note}", note=note)] if note else []
    parts.append(voice.html("<b>Publish {title}?</b>", title=title_of(flow, voice)))
    parts += _news(turn, opened)
    wrong = [each for each in problems_of(stores, flow) if not each.warning]
    unapproved = unapproved_of(stores, draft, flow)
    if wrong:
        parts.append(voice.html("This is to be mended first:"))
        parts += [problem_line(voice, each) for each in wrong[:PROBLEMS_SHOWN]]
    elif unapproved:
        ask_others(turn, opened)
        parts.append(voice.html("A second administrator has to agree first:"))
        parts += [widening_words(voice, opened, each) for each in unapproved]
    else:
        parts.append(voice.html("Whoever has begun a report finishes it on the questions they began with."))
    ready = not wrong and not unapproved
    ways = [(voice.button("Publish now"), ChatVerb.FLOW_PUBLISH_SURE)] if ready else []
    ways += [(voice.button("Publish with a note"), ChatVerb.FLOW_NOTE)] if ready else []
    buttons = [Button(label, Tap(verb.value, opened.code, draft.version)) for label, verb in ways]
    buttons.append(Button(voice.button("Dry run"), Tap(ChatVerb.FLOW_DRY_RUN.value, opened.code)))
    return Card("\n\n".join(parts), keyboard(buttons, manners=[back_to_flow(turn, opened.code)]))


def _news(turn: Turn, opened: Opened) -> list[Html]:
    voice = turn.voice
    if opened.revision is None:
        return [voice.html("It is new: nobody has seen it yet.")]
    lines = difference_lines(voice, opened.revision.flow, opened.flow, DIFFERENCES_SHOWN)
    if not lines:
        return [voice.html("It says the same as revision {n}.", n=opened.revision.number)]
    return [Html("\n".join([voice.html("Against revision {n}:", n=opened.revision.number), *lines]))]


def publish_surely(turn: Turn) -> None:
    """[Publish now], of the draft as the card told it."""
    opened = _tapped(turn)
    if opened is None or opened.draft is None:
        return
    if opened.draft.version != tap_of(turn).version:
        note = turn.voice("The draft was changed meanwhile. Here is how it stands now; please look again.")
        turn.show(publish_card(turn, opened, note))
        return
    turn.show(_publish(turn, opened, None))


def ask_note(turn: Turn) -> None:
    """[Publish with a note]: a line is asked for."""
    opened = _tapped(turn)
    if opened is not None:
        tasks.begin(turn, tasks.Task.PUBLISH, opened.flow.key)


def note_answered(turn: Turn, answers: Mapping[str, str]) -> Card:
    """The end of the task that asks for the note."""
    opened = known_flows(turn).get(answers["subject"])
    if opened is None or not may_publish(turn, opened):
        return menu_card(turn, note=turn.voice("You may change this flow, but somebody else has to publish it."))
    if opened.draft is None:
        return flow_card(turn, opened, turn.voice("There is nothing to publish."))
    return _publish(turn, opened, answers.get("note"))


def _publish(turn: Turn, opened: Opened, note: str | None) -> Card:
    done = publish_draft(turn.stores, opened.flow.key, turn.active.id, note)
    if isinstance(done, Published):
        turn.desk.look_again()
        tell_left_out(turn.stores, turn.desk, done.left_out, turn.active.id)
        return _published_card(turn, opened, done)
    return _refused_card(turn, opened, done)


def _published_card(turn: Turn, opened: Opened, done: Published) -> Card:
    voice = turn.voice
    parts = [
        voice.html(
            "<b>{title}: revision {n} is published.</b>\nIt is what people are asked from now on.",
            title=title_of(opened.flow, voice),
            n=done.row.number,
        )
    ]
    parts += [_left_out(turn, each) for each in done.left_out]
    return Card("\n\n".join(parts), ((back_to_flow(turn, opened.code),),))


def _left_out(turn: Turn, addon: LeftOut) -> Html:
    words = turn.voice.html(
        "The further questions of {section} do not go with it any more: that section is asked the shared questions "
        "alone.",
        section=section_name(turn, addon.section),
    )
    return Html("\n".join([words, *(problem_line(turn.voice, each) for each in addon.problems[:PROBLEMS_SHOWN])]))


def _refused_card(turn: Turn, opened: Opened, refused: Refused) -> Card:
    """Something came in between: what was published meanwhile is merged first, else the card tells."""
    if refused.conflicts and opened.draft is not None:
        arrival = renew(turn.stores, opened.draft, turn.active.id)
        if arrival is not None:
            return arrived(Hands(turn.stores, turn.desk, turn.active, turn.voice), arrival)
    if opened.draft is None:
        return flow_card(turn, opened, turn.voice("There is nothing to publish."))
    return publish_card(turn, opened)


def discard(turn: Turn) -> None:
    """[Discard]: asked once."""
    opened = tapped_flow(turn, editing=True)
    if opened is None:
        return
    voice = turn.voice
    if opened.draft is None:
        turn.show(flow_card(turn, opened, voice("There is no draft any more.")))
        return
    lost = Html(voice.plural("{n} change", "{n} changes", changes_in(turn, opened)))
    text = voice.html(
        "<b>Give the draft of {title} up?</b>\n{changes} would be lost, also those of others. What is published stays.",
        title=title_of(opened.flow, voice),
        changes=lost,
    )
    sure = Button(
        voice.button("Yes, give it up"), Tap(ChatVerb.FLOW_DISCARD_SURE.value, opened.code, opened.draft.version)
    )
    turn.show(Card(text, ((sure,), (Button(voice.button("No, leave it"), Tap(ChatVerb.FLOW.value, opened.code)),))))


def discard_surely(turn: Turn) -> None:
    """The draft goes, as the card told of it."""
    opened = tapped_flow(turn, editing=True)
    if opened is None:
        return
    voice, draft = turn.voice, opened.draft
    if draft is not None and draft.version == tap_of(turn).version and turn.stores.flow_drafts.close(draft):
        turn.stores.audit.add("discard", "flow_draft", draft.id, turn.now, turn.active.id)
        text = voice.html("The draft of {title} is given up. /flows", title=title_of(opened.flow, voice))
        turn.show(Card(text, ((Button(voice.button("All flows"), Tap(ChatVerb.FLOWS.value)),),)))
    else:
        turn.show(flow_card(turn, opened, voice("The draft was changed meanwhile. Please look again.")))


def back_to_flow(turn: Turn, code: str) -> Button:
    """To the page of the flow."""
    return Button(turn.voice.button("To the flow"), Tap(ChatVerb.FLOW.value, code))


def _tapped(turn: Turn) -> Opened | None:
    """The flow of the tapped button, if the person may publish it; explains otherwise."""
    opened = tapped_flow(turn)
    if opened is None:
        return None
    if not may_publish(turn, opened):
        turn.show(flow_card(turn, opened, turn.voice("You may change this flow, but somebody else has to publish it.")))
        return None
    if opened.draft is None:
        turn.show(flow_card(turn, opened, turn.voice("There is nothing to publish.")))
    return opened

