"""What a second admin has to agree to: it waits in the draft, the others are told, and nobody agrees to their own."""

from uuid import UUID

from bot.codes import id_code
from bot.handlers.flows.opened import Opened, subject_of
from bot.handlers.flows.words import by_whom, name_of, words_in
from bot.notices import tell, voice_of
from bot.rights import RIGHTS, Act, may
from bot.roles import WORDS
from bot.turn import Turn
from flows.editing import Widening, needs_approval
from flows.stored import parsed
from storage.flow_draft_store import Approval, FlowDraft
from storage.people_store import Person
from texts.buttons import Tap
from texts.cards import Button, Card
from texts.locale import Html, Voice
from texts.verbs import ChatVerb

APPROVING = frozenset(role for role, act in RIGHTS if act is Act.APPROVE_FLOW)


def waiting(turn: Turn, opened: Opened) -> list[tuple[Approval, Widening]]:
    """What was asked, is still in the draft, and nobody has agreed to."""
    needed = {each.key: each for each in _needed(opened)}
    asked = (each for each in _asked(turn, opened) if each.approved_at is None)
    return [(each, needed[each.what]) for each in asked if each.what in needed]


def ask_others(turn: Turn, opened: Opened) -> str:
    """Ask for what the draft opens and nobody was asked for yet; what to say of it to whoever did it, or ''."""
    drafts, known = turn.stores.flow_drafts, {each.what for each in _asked(turn, opened)}
    asked = [
        (drafts.ask(opened.draft, each.key, _author(turn, opened, opened.draft, each), turn.now), each)
        for each in _needed(opened)
        if opened.draft is not None and each.key not in known
    ]
    if not asked:
        return ""
    others = _approvers(turn, opened)
    for person in others:
        for approval, widening in asked:
            if person.id != approval.asked_by:
                tell(turn.stores, turn.desk, person, _question(turn, opened, person, approval, widening))
    if not others:
        return turn.voice(
            "Noted. A second administrator has to agree to it before it is published, and there is none yet: /people "
            "invites one."
        )
    return turn.voice("Noted. A second administrator has to agree to it before it is published; the others are told.")


def widening_words(voice: Voice, opened: Opened, widening: Widening) -> Html:
    """What would be open that is not."""
    flow = opened.flow
    title = words_in(flow.title, flow, voice.language)
    if widening.kind == "audience":
        roles = voice.listed(voice(WORDS[each]) if each in WORDS else each for each in widening.subject.split(","))
        return voice.html("“{title}” would be open to more people: {roles}", title=title, roles=roles)
    what = name_of(flow, ("item", widening.subject), voice.language)
    return voice.html(
        "{title}: the answers to “{what}” would no longer be protected as sensitive", title=title, what=what
    )


def agree_button(voice: Voice, opened: Opened, approval: Approval) -> Button:
    """Agrees to one of them."""
    return Button(voice.button("Agree"), Tap(ChatVerb.FLOW_AGREE.value, opened.code + id_code(approval.id)))


def may_agree(turn: Turn, opened: Opened, approval: Approval) -> bool:
    """Whoever may, but whoever asked."""
    return approval.asked_by != turn.active.id and turn.may(Act.APPROVE_FLOW, subject_of(turn, opened.flow))


def _author(turn: Turn, opened: Opened, draft: FlowDraft, widening: Widening) -> UUID | None:
    """Whose change opened it: not always who is the first to look at it, as when it came in with a file."""
    standing = opened.revision.flow if opened.revision else None
    author = draft.updated_by
    for person_id, before in reversed(turn.stores.flow_drafts.written(draft)):
        author = person_id
        if widening not in needs_approval(standing, parsed(before)):
            break
    return author


def _needed(opened: Opened) -> tuple[Widening, ...]:
    return needs_approval(opened.revision.flow if opened.revision else None, opened.flow)


def _asked(turn: Turn, opened: Opened) -> list[Approval]:
    return turn.stores.flow_drafts.approvals(opened.draft) if opened.draft is not None else []


def _approvers(turn: Turn, opened: Opened) -> list[Person]:
    """All who may agree, without the person."""
    subject = subject_of(turn, opened.flow)
    people = (turn.stores.people.get(each) for each in turn.stores.roles.holders(APPROVING))
    return [each for each in people if each and each.id != turn.active.id and may(each, Act.APPROVE_FLOW, subject)]


def _question(turn: Turn, opened: Opened, person: Person, approval: Approval, widening: Widening) -> Card:
    voice = voice_of(turn.desk, person)
    text = voice.html(
        "{who} asks you to agree to a change. {what}. It is published only if a second administrator agrees.",
        who=by_whom(turn, approval.asked_by),
        what=widening_words(voice, opened, widening),
    )
    look = Button(voice.button("Look at the flow"), Tap(ChatVerb.FLOW.value, opened.code))
    return Card(text, ((agree_button(voice, opened, approval),), (look,)))
