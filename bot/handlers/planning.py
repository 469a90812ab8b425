"""Planning an event: what the flow `event` files is no report but an event with its link; changing one is the same
flow, filled in.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.draft import Draft, begin_draft
from bot.events import new_code, new_token
from bot.handlers.event_card import event_card, may_plan, open_event
from bot.handlers.filing import close
from bot.menu import begun_by, flows_open_to, published_to
from bot.rights import Act, Subject
from bot.staff import refuse, tap_of
from bot.turn import Turn
from flows.effects import Filing
from flows.session import Response, Session
from storage.event_store import EventDraft, EventRow
from storage.people_store import SectionRecord
from texts.cards import Card

FLOW = "event"


def save_event(draft: Draft, filing: Filing, before: Session) -> None:
    """Plan the event, or change the one that the session is about; outside the person's scope the flow stands as it
    was, and says why.
    """
    turn = draft.turn
    sections = _sections(turn, filing.core)
    changed = turn.stores.events.get(draft.row.event_id) if draft.row.event_id else None
    planner = _planner(turn, filing.core, sections)
    if planner is None or (changed is not None and not may_plan(turn, changed)):
        draft.session = before
        draft.show(turn.voice("You can plan events in your own scope only: please change the sections or the state."))
        return
    planned = _draft(turn, draft, filing, planner, sections)
    if changed is None:
        row = turn.stores.events.plan(planned, turn.now)
        turn.stores.audit.add("plan", "event", row.id, turn.now, turn.active.id)
        close(draft, event_card(turn, row, turn.voice("The event is planned.")))
    else:
        close(draft, _change(turn, changed, planned, draft.row.amends_version or 0))


def _change(turn: Turn, row: EventRow, planned: EventDraft, version: int) -> Card:
    """`version`: the one that the changes are made to; what others changed meanwhile is not taken back."""
    voice = turn.voice
    if turn.stores.events.change(row.id, planned, version, turn.now):
        turn.stores.audit.add("change", "event", row.id, turn.now, turn.active.id)
        note = voice("The event is changed.")
    elif row.status == "cancelled":
        note = voice("It was cancelled meanwhile.")
    else:
        note = voice(
            "The event was changed meanwhile, so your changes are not saved. This is how it stands now; please look "
            "again."
        )
    fresh = turn.stores.events.get(row.id)
    assert fresh is not None
    return event_card(turn, fresh, note)


def change(turn: Turn) -> None:
    """The flow once more, with all that is planned filled in: a tap on a line changes it."""
    row = open_event(turn, Act.PLAN_EVENT)
    if row is None:
        return
    code, known = begun_by(turn, tap_of(turn).version)
    revision = next((each for each in flows_open_to(turn) if each.flow.key == FLOW), None)
    if known is not None:
        turn.toast(turn.voice("Already noted."))
    elif revision is None:
        refuse(turn)
    else:
        revision_id = next(found for found, each in published_to(turn) if each is revision)
        begin_draft(turn, code, revision_id, _known(turn, row), row.id, row.version).show()


def _known(turn: Turn, row: EventRow) -> dict[str, Any]:
    """What is planned as answers; what was left empty stays so."""
    stores, at = turn.stores, turn.now.isoformat()
    taking_part = set(stores.events.sections_of(row.id))
    answers = {
        "name": row.name,
        "flow": row.flow_key,
        "activity": row.known.get("activity"),
        "occurs_on": row.occurs_on.isoformat(),
        "campaign": row.campaign_key,
        "target": row.target_key,
        "state": row.country if row.target_key is None else None,
        "place": row.place,
        "sections": [each.key for each in turn.desk.sections(stores) if each.id in taking_part],
        "case": row.case_key,
    }
    return {name: Response(value or None, at, skipped=not value) for name, value in answers.items()}


def _draft(
    turn: Turn, draft: Draft, filing: Filing, planner: SectionRecord, sections: list[SectionRecord]
) -> EventDraft:
    core, token = filing.core, new_token()
    return EventDraft(
        id=draft.row.id,  # so that a session plans one event only
        code=new_code(turn.stores),
        token=token,
        token_hash=turn.stores.keyring.hash_code(token),
        flow_key=core["flow"],
        name=filing.told["name"],
        occurs_on=date.fromisoformat(core["occurs_on"]),
        section_id=planner.id,
        section_ids=[each.id for each in sections],
        person_id=turn.active.id,
        campaign_key=core.get("campaign"),
        case_key=core.get("case"),
        target_key=core.get("target"),
        country=core.get("country"),
        place=filing.told.get("place", ""),
        known={"activity": core["activity"]} if core.get("activity") else {},
    )


def _sections(turn: Turn, core: Mapping[str, Any]) -> list[SectionRecord]:
    wanted = core.get("section") or []
    return [each for each in turn.desk.sections(turn.stores) if each.key in wanted]


def _planner(turn: Turn, core: Mapping[str, Any], sections: list[SectionRecord]) -> SectionRecord | None:
    """The section that plans it: the person's own, else the first that takes part and lies in their scope."""
    own = turn.active.section
    for each in [own, *sections] if own else sections:
        if turn.may(Act.PLAN_EVENT, Subject(None, each.key, core.get("country"), core.get("campaign"))):
            return each
    return None
