"""Before a report is filed: another one may tell of the same event. The person is shown its coded facts, and decides.

Whatever they decide, what they told becomes a report of their own, under a key of its own: each author can change,
withdraw or erase theirs, and none the other's. Of joint reports, the numbers count once (`storage.counting`).
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from bot.codes import mark_of
from bot.draft import Draft, draft_of
from bot.handlers.filing import Same, figures_of, file_report, further_fields, new_report, over
from bot.permission import is_refused
from bot.turn import Turn
from flows.effects import Filed, Filing
from flows.engine import advance
from flows.inputs import Tapped, Verb
from flows.lines import filed_lines
from flows.session import Session
from reports.doubles import NEAR, Told, is_joint, same_event
from storage.counting import SAME_AS, SHARE_OF
from storage.doubles import alike, at_risk
from storage.figure_store import FigureRow
from storage.report_store import ReportRow
from texts.cards import Card
from texts.locale import Html
from texts.verbs import ChatVerb


def asks_whether_same(draft: Draft, filing: Filing, before: Session) -> bool:
    """Show the likeliest report of the same event, if there is one; False if there is none. `before`: the session as
    it stood on the review card, where it stays until the person has decided."""
    found = next(_likely(draft, filing), None)
    if found is None:
        return False
    draft.session = before
    draft.show_card(_card(draft, filing, found))
    return True


def same(turn: Turn) -> None:
    """[Yes]: filed as told of the same event."""
    _decided(turn, SAME_AS)


def share(turn: Turn) -> None:
    """[Yes, but keep mine: our share]"""
    _decided(turn, SHARE_OF)


def not_same(turn: Turn) -> None:
    """[No, another]"""
    _decided(turn, None)


def _decided(turn: Turn, kind: str | None) -> None:
    tap = turn.incoming.tap
    assert tap is not None  # routed by its verb
    row = draft_of(turn, tap.code)
    if row is None:
        over(turn, tap.code)
        return
    draft = Draft.of(turn, row)
    filing = _filing(draft) if tap.version == row.version else None
    if filing is None:  # an answer was changed since: the review card stands again
        draft.show()
    elif is_refused(draft, draft.session):
        return
    elif kind is None:
        file_report(draft, filing)
    else:
        chosen = next((each for each in _likely(draft, filing) if mark_of(each.id) == tap.index), None)
        if chosen is None:  # withdrawn or erased since
            draft.show(turn.voice("The other report is not there any more. Nothing stands in the way of filing yours."))
        else:
            file_report(draft, filing, Same(chosen, kind))


def _filing(draft: Draft) -> Filing | None:
    given = Tapped(Verb.FILE, draft.session.version, 0)
    effects = advance(draft.revision, draft.session, given, draft.context).effects
    return next((each.filing for each in effects if isinstance(each, Filed)), None)


def _likely(draft: Draft, filing: Filing) -> Iterator[ReportRow]:
    """Reports of the same event, the first filed first. Under an event reports are joint by birth; and nothing of
    others is shown to a person or section at risk."""
    turn, days = draft.turn, NEAR.get(filing.kind)
    person, stores = turn.active, turn.stores
    mine = new_report(stores.now, person, draft.row, filing, turn.section_zone)
    if days is None or mine.occurred_on is None or mine.event_id is not None:
        return
    if (person.section is not None and person.section.at_risk) or at_risk(stores, person.id):
        return
    near = timedelta(days=days)
    told = _told(mine, further_fields(filing.core), figures_of(filing))
    for found in alike(stores, mine, mine.occurred_on - near, mine.occurred_on + near):
        ids = [each.id for each in found]
        fields, figures = stores.reports.fields_of(ids), stores.figures.of_reports(ids)
        yield from (each for each in found if same_event(told, _told(each, fields[each.id], figures[each.id])))


def _told(row: ReportRow, fields: dict[str, list[str]], figures: Sequence[FigureRow]) -> Told:
    return Told(
        kind=row.kind,
        occurred_on=row.occurred_on,
        who=row.person_id,
        section=row.section_id,
        group=row.group_id,
        country=row.country,
        campaign=row.campaign_key,
        case=row.case_key,
        target=row.target_key,
        fields=fields,
        figures=frozenset((each.key, each.value, each.basis, each.measure) for each in figures),
    )


def _card(draft: Draft, filing: Filing, other: ReportRow) -> Card:
    voice, pen, mark = draft.context.voice, draft.pen, mark_of(other.id)
    parts = [
        voice.html("<b>Is this the same event?</b>\nSomething like it has been reported already:"),
        Html("\n".join([*_facts(draft, other), _by(draft, other)])),
        voice.html("If it is the same, its numbers are counted once."),
    ]
    yes = voice.button("Yes, add my pictures to it") if filing.attachments else voice.button("Yes, it is the same")
    rows = [(pen.button(yes, ChatVerb.SAME, mark),)]
    person = draft.turn.active
    mine = Told(filing.kind, None, section=person.section.id if person.section else None)
    if is_joint(mine, Told(other.kind, None, section=other.section_id)):
        rows.append((pen.button(voice.button("Yes, but keep mine: our share"), ChatVerb.SHARE, mark),))
    rows.append((pen.button(voice.button("No, another"), ChatVerb.NOT_SAME),))
    rows.append((pen.back_to_question(),))
    return Card("\n\n".join(parts), tuple(rows))


def _facts(draft: Draft, other: ReportRow) -> list[Html]:
    """What is coded of the other report, in words: nothing that anybody wrote."""
    turn = draft.turn
    turn.tells_of.add(other.id)
    revision = turn.desk.revision(turn.stores, other.revision_id)
    coded: dict[str, Any] = {
        "occurred_on": other.occurred_on.isoformat() if other.occurred_on else None,
        "country": other.country,
        "campaign": other.campaign_key,
        "case": other.case_key,
        "target": other.target_key,
    }
    content: dict[str, dict[str, Any]] = {
        each.name: {"value": coded[each.question.fills], "at": ""}
        for each in revision.answerable
        if each.question.fills and coded.get(each.question.fills)
    }
    for figure in turn.stores.figures.of(other.id):
        value = int(figure.value) if figure.value == int(figure.value) else str(figure.value)
        content[figure.question] = {"value": value, "at": "", "qualifier": figure.qualifier}
    session = Session(revision.flow.key, revision.id, draft.session.language, "")
    lines = filed_lines(revision, content, session, draft.context)
    return [draft.context.voice.html("{label}: {answer}", label=each.label, answer=each.text) for each in lines]


def _by(draft: Draft, other: ReportRow) -> Html:
    turn, voice = draft.turn, draft.context.voice
    if other.person_id == turn.active.id:
        return voice.html("Reported by you: {reference}", reference=other.reference or "")
    section = turn.desk.section_of(turn.stores, other.section_id)
    if section is None:
        return voice.html("Reported by somebody without a section")
    name = turn.desk.tables(turn.stores)["sections"].label(section.key, draft.session.language)
    return voice.html("Reported by section {section}", section=name)
