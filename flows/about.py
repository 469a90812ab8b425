"""What a report is about, in a few words: to tell one draft from another. Pure."""

from flows.context import Context
from flows.echo import echo
from flows.facts import Facts
from flows.revision import Revision
from flows.session import Session

#: Core fields that tell most of a report, the most telling first.
TELLING = ("title", "target", "activity", "area", "period", "occurred_on", "case", "place", "campaign")
FEW = 2


def about(revision: Revision, session: Session, context: Context) -> tuple[str, ...]:
    """The first two of these fields that the person has answered, in words; masked where sensitive."""
    facts = Facts(revision, session, context)
    filling = {each.question.fills: each for each in revision.answerable if facts.relevant(each)}
    told = [filling[field] for field in TELLING if field in filling and filling[field].name in session.responses]
    answered = [(each, response) for each in told if (response := facts.response(each)) is not None]
    return tuple(echo(each, response, facts) for each, response in answered[:FEW])
