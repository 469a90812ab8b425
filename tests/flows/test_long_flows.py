"""Flows of a thousand questions: long chains, answers changed early on, and what a turn looks at."""

from typing import Any

from flows.definition import Flow
from flows.engine import advance
from flows.facts import Facts
from flows.inputs import Text, Verb
from flows.revision import Revision
from flows.session import Session
from tests.support.engine import Respondent


def flow(items: list[dict[str, Any]], **settings: Any) -> Revision:
    told = {"key": "long", "title": {"en": "Long"}, "languages": ["en"], "default_language": "en", "files": "action"}
    found = Revision.of(Flow.model_validate({**told, "items": items, **settings}))
    found.dependencies.settles = found.dependencies.steady  # as if each of them were long
    return found


def question(name: str, kind: str = "integer", **columns: Any) -> dict[str, Any]:
    return {"type": kind, "name": name, "label": {"en": f"{name}?"}, **columns}


def test_a_chain_of_a_thousand_questions_does_not_go_too_deep() -> None:
    chain = [question(f"q{at}", relevant=f"${{q{at - 1}}} > 0" if at else None) for at in range(1000)]
    total = [question(f"c{at}", "calculate", calculation=f"${{c{at - 1}}} + 1" if at else "1") for at in range(900)]
    revision = flow([*chain, *total, question("last", "note", label={"en": "${c899}"})])
    amina = Respondent(revision)
    for at in range(600):
        amina.session = advance(revision, amina.session, Text("1"), amina.context).session
        assert amina.session.question == f"q{at + 1}"
    amina.says("0").sees("900").is_asked(None)
    afresh = Session.from_json({**amina.session.to_json(), "settled": [0, 0, [], None]})
    facts = Facts(revision, afresh, amina.context)
    assert facts.relevant(revision.by_name["q600"])
    assert not facts.relevant(revision.by_name["q601"])
    amina.does(Verb.CHANGE, revision.by_name["q5"].position).says("0").is_asked(None)
    assert len(amina.does(Verb.FILE).filing.content) == 6 + 900


def test_a_question_told_before_what_it_hangs_on_is_asked_once_it_applies() -> None:
    later = [question(f"q{at}") for at in range(60)]
    amina = Respondent(flow([question("why", "text", relevant="${q30} > 10"), *later]))
    for _ in range(30):
        amina.says("1")
    amina.is_asked("q30").says("11").is_asked("why").says("So many").is_asked("q31")
    amina.does(Verb.CHANGE, amina.revision.by_name["q30"].position).says("2").is_asked("q31")
    assert amina.card.view.number == 32, "what applies no more is not counted"
