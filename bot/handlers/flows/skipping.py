"""When a question is asked: a rule built by tapping (question, comparison, value), or an expression that is typed."""

from collections.abc import Mapping

from bot import tasks
from bot.codes import ROW
from bot.handlers.flows.cards import after, back_to_question
from bot.handlers.flows.opened import OpenedQuestion, find_question, mark, named, rest, seen, tapped_question
from bot.handlers.flows.saving import Saved, change
from bot.handlers.flows.settings import EXPRESSION_TYPED
from bot.handlers.flows.words import name_of, words_in
from bot.staff import tap_of
from bot.tasks import Task
from bot.turn import Turn
from flows.conditions import condition_words
from flows.definition import ASKED_TYPES, NUMBER_TYPES, Group, Question, QuestionType, walk
from flows.editing.rules import WITHOUT_VALUE, Comparison, Condition, Rule, quotable, read_rule, write_rule
from texts.buttons import Tap
from texts.cards import Button, Card, Row, keyboard, page, pages
from texts.locale import N_
from texts.verbs import ChatVerb

NEW, AND, OR = range(3)
"""What a new condition does: replaces the rule, or is joined to it."""
JOINS = 4  # index of a button: page * 64 + comparison * 4 + how it is joined
PAGES = 64
COMPARISONS = tuple(Comparison)
WORDS = {
    Comparison.IS: N_("is"),
    Comparison.IS_NOT: N_("is not"),
    Comparison.CONTAINS: N_("was chosen"),
    Comparison.CONTAINS_NOT: N_("was not chosen"),
    Comparison.MORE: N_("is more than"),
    Comparison.LESS: N_("is less than"),
    Comparison.ANSWERED: N_("is answered"),
    Comparison.UNANSWERED: N_("is not answered"),
}
_OF_NUMBERS = (Comparison.MORE, Comparison.LESS, Comparison.IS, Comparison.IS_NOT)
_OF_ANY = (Comparison.ANSWERED, Comparison.UNANSWERED)


def rule(turn: Turn) -> None:
    """When it is asked now, and how to change that."""
    found = tapped_question(turn)
    if found is not None:
        turn.show(rule_card(turn, found))


def rule_card(turn: Turn, found: OpenedQuestion, note: str = "") -> Card:
    """The rule in words; a condition more, another rule, none."""
    voice, relevant = turn.voice, found.question.relevant
    parts = [voice.html("{note}", note=note)] if note else []
    parts.append(
        voice.html("<b>When is “{question}” asked?</b>", question=name_of(found.of.flow, found.place, turn.language))
    )
    if relevant:
        condition = condition_words(relevant, found.of.whole, voice, turn.language)
        parts.append(voice.html("Only if {condition}", condition=condition))
    else:
        parts.append(voice.html("Always, whatever was answered before."))
    for group in _around(found):
        if group.relevant:
            condition = condition_words(group.relevant, found.of.whole, voice, turn.language)
            parts.append(voice.html("It stands in a group that is asked only if {condition}", condition=condition))
    return Card("\n\n".join(parts), _rule_rows(turn, found))


def _rule_rows(turn: Turn, found: OpenedQuestion) -> tuple[Row, ...]:
    voice, relevant = turn.voice, found.question.relevant
    standing = seen(relevant)
    known = read_rule(relevant) if relevant else None
    offered = [(N_("Only if …"), NEW)] if not relevant else []
    if known is not None and (known.joined == "and" or len(known.conditions) == 1):
        offered.append((N_("… and another condition"), AND))
    if known is not None and (known.joined == "or" or len(known.conditions) == 1):
        offered.append((N_("… or another condition"), OR))
    if relevant:
        offered.append((N_("Another rule"), NEW))
    buttons = [
        Button(voice.button(label), Tap(ChatVerb.RULE_QUESTION.value, found.code, standing, join))
        for label, join in offered
    ]
    if relevant:
        buttons.append(Button(voice.button("Ask it always"), Tap(ChatVerb.RULE_NONE.value, found.code, standing)))
    typed = Tap(ChatVerb.QUESTION_TYPE.value, found.code, standing, EXPRESSION_TYPED)
    buttons.append(Button(voice.button("Type an expression"), typed))
    return keyboard(buttons, manners=[back_to_question(voice, found)])


def which_question(turn: Turn) -> None:
    """On which answer it hangs: of a question before it."""
    found, tap = tapped_question(turn), tap_of(turn)
    if found is None:
        return
    voice, join, number, before = turn.voice, tap.index % JOINS, tap.index // PAGES, _before(found)
    if not before:
        turn.show(rule_card(turn, found, voice("No question stands before it, so its rule could hang on nothing.")))
        return
    buttons = [
        Button(
            name_of(found.of.whole, ("item", each.name), turn.language),
            Tap(ChatVerb.RULE_COMPARE.value, found.code + mark(each.name), tap.version, join),
        )
        for each in page(before, number)
    ]
    text = voice.html("<b>Which answer decides?</b>")
    further = _paging(turn, ChatVerb.RULE_QUESTION, found.code, number, join, number + 1 < pages(before))
    turn.show(Card(text, keyboard(buttons, further, [_back(turn, found)])))


def compare(turn: Turn) -> None:
    """How the answer is compared."""
    found = tapped_question(turn)
    other = None if found is None else _other(turn, found)
    if found is None or other is None:
        return
    voice, tap = turn.voice, tap_of(turn)
    buttons = []
    for comparison in _comparisons(other):
        verb = ChatVerb.RULE_SET if comparison in WITHOUT_VALUE else ChatVerb.RULE_VALUE
        index = COMPARISONS.index(comparison) * JOINS + tap.index % JOINS
        code = tap.code + "0" * ROW if verb is ChatVerb.RULE_SET else tap.code
        buttons.append(Button(voice.button(WORDS[comparison]), Tap(verb.value, code, tap.version, index)))
    text = voice.html(
        "<b>Only if “{question}” …</b>", question=name_of(found.of.whole, ("item", other.name), turn.language)
    )
    turn.show(Card(text, keyboard(buttons, manners=[_back(turn, found)])))


def value(turn: Turn) -> None:
    """With what it is compared: a choice is tapped, anything else typed."""
    found = tapped_question(turn)
    other = None if found is None else _other(turn, found)
    if found is None or other is None:
        return
    voice, tap = turn.voice, tap_of(turn)
    listed = [each for each in found.of.whole.choice_lists.get(other.list_name or "", ()) if not each.retired]
    comparison = COMPARISONS[tap.index // JOINS % (PAGES // JOINS) % len(COMPARISONS)]
    name = name_of(found.of.whole, ("item", other.name), turn.language)
    if not listed:
        what = voice("“{question}” {comparison} …", question=name, comparison=voice.button(WORDS[comparison]))
        kind = "number" if other.type in NUMBER_TYPES else "text"
        subject = f"{tap.code} {tap.version} {tap.index}"
        tasks.begin(turn, Task.FLOW_VALUE, subject, what=what, kind=kind)
        return
    buttons = [
        Button(
            words_in(each.label, found.of.whole, turn.language) or each.name,
            Tap(ChatVerb.RULE_SET.value, tap.code + mark(each.name), tap.version, tap.index % PAGES),
        )
        for each in listed
    ]
    text = voice.html(
        "<b>Only if “{question}” {comparison} …</b>", question=name, comparison=voice.button(WORDS[comparison])
    )
    number = tap.index // PAGES
    further = _paging(turn, ChatVerb.RULE_VALUE, tap.code, number, tap.index % PAGES, number + 1 < pages(buttons))
    turn.show(Card(text, keyboard(page(buttons, number), further, [_back(turn, found)])))


def set_rule(turn: Turn) -> None:
    """All is tapped: the condition is part of the rule."""
    found, tap = tapped_question(turn), tap_of(turn)
    other = None if found is None else _other(turn, found)
    if found is None or other is None:
        return
    comparison = COMPARISONS[tap.index // JOINS % len(COMPARISONS)]
    listed = found.of.whole.choice_lists.get(other.list_name or "", ())
    choice = named(rest(turn, 3), {each.name: each for each in listed})
    if choice is None and comparison not in WITHOUT_VALUE:
        turn.show(rule_card(turn, found, turn.voice("That choice is not there any more.")))
        return
    condition = Condition(other.name, comparison, choice.name if choice else "")
    turn.show(after_rule(turn, found, _joined(turn, found, condition, tap.index % JOINS, tap.version)))


def no_rule(turn: Turn) -> None:
    """It is always asked."""
    found = tapped_question(turn)
    if found is not None:
        turn.show(after_rule(turn, found, change(turn, found.of, found.place, "relevant", None, tap_of(turn).version)))


def value_answered(turn: Turn, answers: Mapping[str, str]) -> Card | str:
    """The end of the task that asks for a value."""
    code, version, index = (*answers.get("subject", "").split(" "), "0", "0")[:3]
    found = find_question(turn, code)
    if isinstance(found, str):
        return Card(found)
    other = named(code[2 * ROW : 3 * ROW], {each.name: each for each in found.of.whole.questions()})
    if other is None:
        return rule_card(turn, found, turn.voice("That question is not there any more."))
    words, number = answers.get("words", "").strip(), answers.get("number", "")
    if not quotable(words):
        return turn.voice("Please use only one kind of quotation marks.")
    comparison = COMPARISONS[int(index) // JOINS % len(COMPARISONS)]
    condition = Condition(other.name, comparison, number or words, number=bool(number))
    return after_rule(turn, found, _joined(turn, found, condition, int(index) % JOINS, int(version)))


def after_rule(turn: Turn, found: OpenedQuestion, saved: Saved) -> Card:
    """The rule's card with what came of it: a further condition is near."""
    question = next((each for each in saved.opened.flow.questions() if each.name == found.question.name), None)
    if question is None:
        return after(turn, found, saved)
    return rule_card(turn, OpenedQuestion(saved.opened, question), saved.note)


def _joined(turn: Turn, found: OpenedQuestion, condition: Condition, join: int, mark: int) -> Saved:
    standing = read_rule(found.question.relevant or "") if join != NEW else None
    rule = Rule((condition,))
    if standing is not None and condition not in standing.conditions:
        rule = Rule((*standing.conditions, condition), "or" if join == OR else "and")
    elif standing is not None:
        rule = standing
    return change(turn, found.of, found.place, "relevant", write_rule(rule), mark)


def _comparisons(other: Question) -> tuple[Comparison, ...]:
    if other.type in NUMBER_TYPES:
        return (*_OF_NUMBERS, *_OF_ANY)
    if other.type is QuestionType.SELECT_ONE and other.list_name:
        return (Comparison.IS, Comparison.IS_NOT, *_OF_ANY)
    if other.type is QuestionType.SELECT_MULTIPLE and other.list_name:
        return (Comparison.CONTAINS, Comparison.CONTAINS_NOT, *_OF_ANY)
    if other.type is QuestionType.TEXT:
        return (Comparison.IS, Comparison.IS_NOT, *_OF_ANY)
    return _OF_ANY


def _before(found: OpenedQuestion) -> list[Question]:
    """The questions that are asked before it: a rule can hang on no later answer."""
    questions = list(found.of.whole.questions())
    at = next((at for at, each in enumerate(questions) if each.name == found.question.name), 0)
    return [each for each in questions[:at] if each.type in ASKED_TYPES and not each.retired]


def _around(found: OpenedQuestion) -> tuple[Group, ...]:
    return next(groups for question, groups in walk(found.of.flow.items) if question.name == found.question.name)


def _other(turn: Turn, found: OpenedQuestion) -> Question | None:
    """The question that is compared; explains if it is gone."""
    other = named(rest(turn, 2), {each.name: each for each in found.of.whole.questions()})
    if other is None:
        turn.show(rule_card(turn, found, turn.voice("That question is not there any more.")))
    return other


def _back(turn: Turn, found: OpenedQuestion) -> Button:
    return Button(turn.voice.button("Back"), Tap(ChatVerb.RULE.value, found.code))


def _paging(turn: Turn, verb: ChatVerb, code: str, number: int, index: int, more: bool) -> list[Button]:
    """Buttons to the pages before and after, which keep what is chosen already."""
    voice, version = turn.voice, tap_of(turn).version
    found = []
    if number > 0:
        found.append(Button(voice.button("‹ Before"), Tap(verb.value, code, version, (number - 1) * PAGES + index)))
    if more:
        found.append(Button(voice.button("Next ›"), Tap(verb.value, code, version, (number + 1) * PAGES + index)))
    return found
